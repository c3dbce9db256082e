// docs/pictures/*.png, from the running demo city, so that they never tell of a program that is no more.
//   node tests/e2e/shots.mjs --program build/kaocheng
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DESK, PHONE, Person, root, startBrowser, startServer } from './city.mjs';

// A page by its path, or by the links of the main part that lead to it.
const SHOTS = [
    ['ranking', DESK, '/scores?class=二类'],
    ['ranking-phone', PHONE, '/scores?class=二类'],
    ['unit', DESK, '/scores?class=二类', '市住建局'],
    ['number', DESK, '/scores?class=二类', '市住建局', '牵头指标增幅'],
    ['scheme', DESK, '/schemes', '云澜市'],
    ['entry', DESK, '/ledger', /^\d+$/],
];

const at = process.argv.indexOf('--program');
if (at < 0) throw new Error('usage: shots.mjs --program FILE');
const pictures = join(root, 'docs', 'pictures');
mkdirSync(pictures, { recursive: true });
const server = await startServer(resolve(process.argv[at + 1]));
const browser = await startBrowser();
try {
    for (const [name, size, path, ...links] of SHOTS) {
        const person = await Person.come(browser, server.base, { size });
        await person.enter('绩效办');
        let answer = await person.goto(path);
        for (const words of links) {
            const href = await person.page.locator('main table a', { hasText: words }).first().getAttribute('href');
            answer = await person.goto(href);
        }
        if (answer.status() !== 200) throw new Error(`${person.page.url()} answers ${answer.status()}`);
        await person.page.mouse.move(0, 0); // nothing looks pointed at
        await person.page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
        person.quiet();
        await person.leave();
        console.log(`docs/pictures/${name}.png`);
    }
} finally {
    await browser.close();
    await server.stop();
}
