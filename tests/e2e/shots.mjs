// docs/pictures/*.png, from the running demo city, so that they never tell of a program that is no more.
//   node tests/e2e/shots.mjs --program build/kaocheng
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DESK, PHONE, Person, root, startBrowser, startServer } from './city.mjs';

const SHOTS = [
    ['ranking', '/scores', DESK],
    ['ranking-phone', '/scores', PHONE],
    ['schemes', '/schemes', DESK],
    ['import', '/imports/new', DESK],
    ['ledger', '/ledger', DESK],
];

const at = process.argv.indexOf('--program');
if (at < 0) throw new Error('usage: shots.mjs --program FILE');
const pictures = join(root, 'docs', 'pictures');
mkdirSync(pictures, { recursive: true });
const server = await startServer(resolve(process.argv[at + 1]));
const browser = await startBrowser();
try {
    for (const [name, path, size] of SHOTS) {
        const person = await Person.come(browser, server.base, { size });
        await person.enter('绩效办');
        const answer = await person.goto(path);
        if (answer.status() !== 200) throw new Error(`${path} answers ${answer.status()}`);
        await person.page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
        person.quiet();
        await person.leave();
        console.log(`docs/pictures/${name}.png`);
    }
} finally {
    await browser.close();
    await server.stop();
}
