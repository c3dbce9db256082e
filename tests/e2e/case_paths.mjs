// What people do, from one end to the other: on a desk's screen, on a phone, by keyboard alone, without scripts.
import { DESK, PHONE, Person, want } from './city.mjs';

const GOOD = '单位,期间,审批平均用时\n市财政局,2026-11,4.25\n市水利局,2026-11,4.50\n';
const BAD = GOOD.replace('市水利局', '市水利厅');

async function as(given, options, action) {
    const person = await Person.come(given.browser, given.base, options);
    try {
        await action(person, person.page);
        person.quiet();
    } finally {
        await person.leave();
    }
}

// A link of the main part, by its words; the next page is there when this returns.
async function follow(page, words, scope = 'main') {
    const before = page.url();
    await page.locator(`${scope} a`, { hasText: words }).filter({ visible: true }).first().click();
    await page.waitForURL((url) => url.href !== before);
    await page.waitForLoadState();
}

async function fromRankingToEntry(person, page, leads = follow) {
    await person.goto('/scores?class=二类');
    await person.shows('分类排名', '市财政局');
    await leads(page, '市财政局', 'main table');
    want(/\/scores\/\d+\?/.test(page.url()), `a unit: ${page.url()}`);
    await person.shows('得分瀑布', '逐项得分');
    await person.fits();
    await leads(page, '惠企政策兑现', 'main table');
    await person.shows('怎么算的', '原始数据', '惠企政策兑现率');
    await person.fits();
    const entry = page.locator('main table a[href^="/ledger/"]').first();
    const number = (await entry.innerText()).trim();
    await leads(page, number, 'main table td:last-child');
    want(page.url().endsWith(`/ledger/${number}`), `the entry ${number}: ${page.url()}`);
    await person.shows(`台账第 ${number} 条`, '叶哈希', '绩效办');
    await person.fits();
}

async function send(page, form, word) {
    await Promise.all([
        page.waitForResponse((r) => r.request().method() === 'POST'),
        page.locator(`form[action="${form}"] button`, { hasText: word }).click(),
    ]);
    await page.waitForLoadState();
}

// The steps of a table on its way in, by the button of each.
const GIVE = 'form[action="/imports/new"] button[type="submit"]';
const AGAIN = '.kc-check-bar button[type="submit"]:not([name])';
const ON = '.kc-check-bar button[name="go"]';
const CONFIRM = 'form[action^="/imports/drafts/"] button[type="submit"]';
const CELL = 'input.kc-cell.is-bad'; // where an error is mended

async function press(page, button) {
    await Promise.all([
        page.waitForResponse((r) => r.request().method() === 'POST'),
        page.locator(button).click(),
    ]);
    await page.waitForLoadState();
}

const sizes = [[DESK, 'on a desk'], [PHONE, 'on a phone']].flatMap(([size, where]) => [
    [`from a card to the ranking, a unit, a number, its entry ${where}`, (given) => as(given, { size }, async (person, page) => {
        await person.enter('绩效办');
        await fromRankingToEntry(person, page);
    })],
    [`a pasted table with an error is mended in place and goes in ${where}`, (given) => as(given, { size }, async (person, page) => {
        await person.enter('绩效办');
        await person.goto('/imports/new');
        const value = size === PHONE ? '4.75' : '4.50'; // so that either changes something
        await page.locator('#text').fill(BAD.replace('4.50', value));
        await press(page, GIVE);
        await person.shows('需修改 1', '市水利厅', '市水利局');
        await person.fits();
        await page.locator(CELL).fill('市水利局');
        await press(page, AGAIN);
        await person.shows('需修改 0');
        await press(page, ON);
        await page.waitForURL(/\/confirm$/);
        await person.shows('市水利局', value);
        await person.fits();
        await press(page, CONFIRM);
        await page.waitForURL(/\/imports\/\d+/);
        await person.shows('导入回执', '2 行，2 个数值');
        await person.fits();
        await follow(page, '看排名');
        want(page.url().includes('/scores'), page.url());
    })],
    [`a chosen file with an error is chosen again and goes in ${where}`, (given) => as(given, { size }, async (person, page) => {
        await person.enter('绩效办');
        await person.goto('/imports/new');
        const file = (text) => ({ name: '十一月.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
        await page.locator('#file').setInputFiles(file(BAD));
        await press(page, GIVE);
        await person.shows('需修改 1', '市水利厅');
        await page.locator('main a[href^="/imports/new?"]').click();
        await page.waitForURL('**/imports/new?**');
        await page.locator('#file').setInputFiles(file(GOOD));
        await press(page, GIVE);
        await press(page, ON);
        await press(page, CONFIRM);
        await page.waitForURL(/\/imports\/\d+/);
        await person.shows('导入回执', '十一月.csv');
    })],
    [`a scheme whose weights do not add up names the node ${where}`, (given) => as(given, { size }, async (person, page) => {
        await person.enter('绩效办');
        const text = await page.evaluate(async () => (await fetch('/schemes/yunlan-2026/1/file')).text());
        const wrong = text.replace('version: "1"', 'version: "2"').replace('points: 16', 'points: 17');
        await person.goto('/schemes/new');
        await page.locator('#text').fill(wrong);
        await send(page, '/schemes/new', '校验并提交');
        await person.shows('请先改好以下几处', '指标考核', '61');
        await person.fits();
        want(await page.locator('#text').inputValue() === wrong, 'what was typed did not come back');
    })],
    [`the language changes and stays ${where}`, (given) => as(given, { size }, async (person, page) => {
        await person.enter('绩效办');
        await person.goto('/scores');
        await page.locator('form[action="/lang"] button').click();
        await page.waitForFunction(() => document.documentElement.lang === 'en');
        await person.goto('/imports/new');
        want(await page.evaluate(() => document.documentElement.lang) === 'en', 'the language did not stay');
        await person.fits();
        await page.locator('form[action="/lang"] button').click();
        await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
    })],
]);

// Presses Tab until what has the focus fits; nothing but the keyboard is used.
async function tabTo(page, what, fits, given) {
    for (let i = 0; i < 200; i += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(fits, given)) return;
    }
    throw new Error(`${page.url()}: Tab never comes to ${what}`);
}

const tabToOne = (page, selector) => tabTo(page, selector, (s) => document.activeElement.matches(s), selector);

const byKeyboard = ['by keyboard alone: through the login to an import and its receipt', (given) => as(given, {}, async (person, page) => {
    await person.goto('/login');
    await page.keyboard.press('Tab');
    want(await page.evaluate(() => document.activeElement.getAttribute('href') === '#main'), 'the first Tab leads past the navigation');
    await page.keyboard.press('Enter');
    await tabTo(page, 'the card of 绩效办', () => document.activeElement.matches('form[action="/login/demo"] button[value="jixiaoban"]'));
    const ring = await page.evaluate(() => {
        const s = getComputedStyle(document.activeElement);
        return s.outlineStyle !== 'none' || s.boxShadow !== 'none';
    });
    want(ring, 'what has the focus does not show it');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/login');
    await tabTo(page, '数据导入', () => document.activeElement.matches('nav a[href="/imports"]'));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/imports');
    await tabTo(page, '导入一张表', () => document.activeElement.matches('a[href="/imports/new"]'));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/imports/new');
    await tabTo(page, 'the text', () => document.activeElement.id === 'text');
    await page.keyboard.insertText(BAD);
    await tabToOne(page, GIVE);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/imports/drafts/**');
    await person.shows('市水利厅');
    await tabToOne(page, CELL);
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('市水利局');
    await page.keyboard.press('Enter'); // of a cell: checks again
    await page.waitForFunction(() => !document.querySelector('input.kc-cell.is-bad'));
    await tabToOne(page, ON);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/confirm');
    await tabToOne(page, CONFIRM);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/imports\/\d+/);
    await person.shows('导入回执');
})];

const withoutScripts = ['without scripts: the same way to the entry, an import with an error, the language', (given) => as(given, { javaScript: false }, async (person, page) => {
    await page.goto(`${given.base}/login`);
    await page.locator('form[action="/login/demo"] button[value="jixiaoban"]').click();
    const shows = async (...parts) => {
        const text = await page.locator('body').innerText();
        for (const part of parts) want(text.includes(part), `${page.url()} does not show ${part}`);
    };
    await page.goto(`${given.base}/scores?class=二类`);
    await follow(page, '市财政局', 'main table');
    await shows('得分瀑布', '逐项得分');
    await follow(page, '惠企政策兑现', 'main table');
    await shows('怎么算的', '原始数据');
    await page.locator('main table a[href^="/ledger/"]').first().click();
    await shows('台账第', '叶');
    await page.goto(`${given.base}/imports/new`);
    await page.locator('#text').fill(BAD);
    await press(page, GIVE);
    await shows('需修改 1', '市水利厅');
    await page.locator(CELL).fill('市水利局');
    await press(page, AGAIN);
    await press(page, ON);
    await press(page, CONFIRM);
    await page.waitForURL(/\/imports\/\d+/);
    await shows('导入回执');
    await page.locator('form[action="/lang"] button').click();
    want(await page.locator('html').getAttribute('lang') === 'en', 'the language did not change');
})];

const policy = ['the policy of the pages stops a foreign script and an inline one', async (given) => {
    const person = await Person.come(given.browser, given.base);
    try {
        await person.goto('/login');
        await person.page.evaluate(() => {
            const inline = document.createElement('script');
            inline.textContent = 'window.ranInline = true';
            document.body.append(inline);
        });
        want(await person.page.evaluate(() => window.ranInline) === undefined, 'an inline script ran');
        want(person.complaints.some((c) => /Content Security Policy/.test(c)), 'the browser does not complain of it');
    } finally {
        await person.leave();
    }
}];

export const cases = [
    ['the key "/" leads to the search from everywhere but a field', (given) => as(given, {}, async (person, page) => {
        await person.enter('绩效办');
        await person.goto('/schemes');
        await page.keyboard.press('/');
        want(await page.evaluate(() => document.activeElement.id) === 'kc-search', 'the field of the head has the focus');
        await page.keyboard.type('住房');
        await Promise.all([page.waitForURL((url) => url.pathname === '/search'), page.keyboard.press('Enter')]);
        await person.shows('找到', '单位');
        want(await page.locator('main mark').first().innerText() === '住房', 'what was searched for is marked');
        await page.keyboard.press('/');
        want(await page.evaluate(() => document.activeElement.id) === 'q', 'on the page itself, its own field');
        await page.keyboard.press('End');
        await page.keyboard.type('/');
        want(await page.locator('#q').inputValue() === '住房/', 'in a field it is a sign like others');
    })],...sizes, byKeyboard, withoutScripts, policy];
