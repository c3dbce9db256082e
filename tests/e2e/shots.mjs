// docs/pictures/*.png, from the running demo city, so that they never tell of a program that is no more.
//   node tests/e2e/shots.mjs --program build/kaocheng [NAME…]
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DESK, PHONE, Person, root, startBrowser, startServer } from './city.mjs';

const open = (...links) => async (person) => {
    for (const words of links) {
        const href = await person.page.locator('main table a', { hasText: words }).first().getAttribute('href');
        await person.goto(href);
    }
};

// The table that waits in the demo's inbox, handed in as a visitor of the tour does.
async function handIn(person) {
    const [file] = await Promise.all([
        person.page.waitForEvent('download'),
        person.page.locator('.kc-tour a[href="/tour/table"]').click(),
    ]);
    const path = await file.path();
    await person.page.locator('input[type="file"]').setInputFiles({
        name: '松月县 2026年10月 招商到位资金.xlsx', mimeType: 'application/octet-stream', buffer: readFileSync(path) });
    await person.page.locator('main form[action^="/imports/new"] button[type="submit"]').last().click();
    await person.page.waitForURL((url) => url.pathname.startsWith('/imports/drafts/'));
    const draft = new URL(person.page.url()).pathname;
    await person.goto('/tour/end');
    await person.goto(draft);
}

// A page by its path, and by what a person does there.
const SHOTS = [
    ['ranking', DESK, '绩效办', '/scores?class=二类'],
    ['ranking-phone', PHONE, '绩效办', '/scores?class=二类'],
    ['unit', DESK, '绩效办', '/scores?class=二类', open('市住建局')],
    ['unit-phone', PHONE, '绩效办', '/scores?class=二类', open('市住建局')],
    ['number', DESK, '绩效办', '/scores?class=二类', open('市住建局', '牵头指标增幅')],
    ['check', DESK, '绩效办', '/tour/4', handIn],
    ['public', DESK, null, '/public', async (person) => {
        await person.goto(await person.page.locator('main a[href^="/public/"]').first().getAttribute('href'));
    }],
    ['public-phone', PHONE, null, '/public', async (person) => {
        await person.goto(await person.page.locator('main a[href^="/public/"]').first().getAttribute('href'));
    }],
    ['home', DESK, null, '/'],
];

// Two of them side by side: a desk's screen and a telephone.
const PAIRS = [['front', 'ranking', 'ranking-phone'], ['front-public', 'public', 'public-phone']];

const words = process.argv.slice(2);
const at = words.indexOf('--program');
const [, program] = at >= 0 ? words.splice(at, 2) : [];
if (!program) throw new Error('usage: shots.mjs --program FILE [NAME…]');
const pictures = join(root, 'docs', 'pictures');
const file = (name) => join(pictures, `${name}.png`);
mkdirSync(pictures, { recursive: true });
const server = await startServer(resolve(program));
const browser = await startBrowser();

async function shoot([name, size, who, path, lead]) {
    const person = await Person.come(browser, server.base, { size });
    try {
        if (who) await person.enter(who);
        await person.goto(path);
        if (lead) await lead(person);
        await person.page.mouse.move(0, 0); // nothing looks pointed at
        await person.page.screenshot({ path: file(name), animations: 'disabled' });
        person.quiet();
    } finally {
        await person.leave();
    }
    console.log(`docs/pictures/${name}.png`);
}

async function pair([name, desk, phone]) {
    const page = await browser.newPage({ viewport: { width: 1500, height: 760 } });
    const image = (of) => `data:image/png;base64,${readFileSync(file(of)).toString('base64')}`;
    const frame = 'border:1px solid #c3d3e3;border-radius:10px';
    await page.setContent(`<body style="margin:0;padding:20px;display:flex;gap:20px;align-items:flex-start;background:#eef2f6">
        <img style="width:1140px;${frame}" src="${image(desk)}"><img style="width:296px;${frame}" src="${image(phone)}">`);
    await page.locator('img').last().evaluate((img) => img.decode());
    await page.screenshot({ path: file(name) });
    await page.close();
    console.log(`docs/pictures/${name}.png`);
}

try {
    for (const shot of SHOTS.filter(([name]) => !words.length || words.includes(name))) await shoot(shot);
    for (const both of PAIRS.filter(([, ...of]) => !words.length || of.some((name) => words.includes(name)))) await pair(both);
} finally {
    await browser.close();
    await server.stop();
}
