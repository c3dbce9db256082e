// The spreadsheet round trip: template, filled in by a real spreadsheet, handed back, checked, mended, confirmed, undone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESK, PHONE, Person, want } from './city.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PYTHON = ['/usr/bin/python3', 'python3'].find((p) => spawnSync(p, ['-c', 'import uno']).status === 0);
const hasOffice = PYTHON && spawnSync('soffice', ['--version']).status === 0;

async function as(given, options, action) {
    const person = await Person.come(given.browser, given.base, options);
    try {
        await action(person, person.page);
        person.quiet();
    } finally {
        await person.leave();
    }
}

// Without scripts `enter` of the kit works too: all it does is a click.
async function shows(page, ...parts) {
    const text = await page.locator('body').innerText();
    for (const part of parts) want(text.includes(part), `${page.url()} does not show ${part}:\n${text.slice(0, 1500)}`);
}

async function press(page, locator) {
    await Promise.all([page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() < 300), locator.click()]);
    await page.waitForLoadState();
}

// What LibreOffice makes of a workbook after these cells were typed into it.
function filled(data, cells) {
    const folder = mkdtempSync(join(tmpdir(), 'kc-fill-'));
    try {
        const [source, target] = [join(folder, 'in.xlsx'), join(folder, 'out.xlsx')];
        spawnSync('cp', [data, source]);
        const done = spawnSync(PYTHON, [join(here, 'fill.py'), source, target, JSON.stringify(cells)], { encoding: 'utf8', timeout: 120000 });
        want(done.status === 0, `LibreOffice: ${done.status} ${done.stderr}`);
        return readFileSync(target);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

async function scores(page, base) {
    const answer = await page.request.get(`${base}/scores.csv`);
    return answer.text();
}

async function download(page, locator) {
    const [file] = await Promise.all([page.waitForEvent('download'), locator.click()]);
    want(/\.xlsx$/.test(file.suggestedFilename()), file.suggestedFilename());
    return file;
}

const WRONG = [['填报', '市财政局', '节点按期完成率', '60'], ['填报', '市水利局', '节点按期完成率', '九成']];

async function roundTrip(given, person, page) {
    await person.enter('绩效办');
    const before = await scores(page, given.base);
    await page.goto(`${given.base}/imports/new`);
    await page.locator('#template-period').fill('2026-11');
    const template = await download(page, page.locator('form[action="/imports/template.xlsx"] button'));
    const data = filled(await template.path(), WRONG);

    await page.locator('#file').setInputFiles({ name: '十一月.xlsx', mimeType: XLSX, buffer: data });
    await press(page, page.locator('form[action="/imports/new"] button[type=submit]'));
    await shows(page, '需修改 1', '不是数');
    await person.fits();
    const cell = page.locator('.kc-mend input[type=text].is-bad').first();
    want(await cell.inputValue() === '九成', `the cell holds ${await cell.inputValue()}`);

    const annotated = readFileSync(await (await download(page, page.locator('a[href$="/annotated.xlsx"]'))).path());
    await press(page, page.locator('a[href^="/imports/new?draft="]'));
    await page.locator('#file').setInputFiles({ name: '带批注.xlsx', mimeType: XLSX, buffer: annotated });
    await press(page, page.locator('form[action="/imports/new"] button[type=submit]'));
    await shows(page, '带批注.xlsx', '需修改 1', '不是数');

    await cell.fill('90');
    await press(page, page.locator('.kc-check-bar button', { hasText: '重新校核' }));
    const ticks = page.locator('.kc-mend input[type=checkbox]');
    for (let i = 0; i < await ticks.count(); i += 1) await ticks.nth(i).check();
    if (await ticks.count()) await press(page, page.locator('.kc-check-bar button', { hasText: '重新校核' }));
    await shows(page, '需修改 0 · 提醒 0', '全部可以导入');
    await person.fits();

    await press(page, page.locator('.kc-check-bar button[value=confirm]'));
    await shows(page, '尚未提交', '市财政局', '市水利局', '60', '90');
    await person.fits();
    want(await scores(page, given.base) === before, 'the ranking changed before it was confirmed');
    await press(page, page.locator('main form button[type=submit]'));
    want(/\/imports\/\d+$/.test(new URL(page.url()).pathname), page.url());
    await shows(page, '导入回执', '带批注.xlsx', '前可以撤销');
    await person.fits();
    want(await scores(page, given.base) !== before, 'the ranking did not change');

    await press(page, page.locator('main a', { hasText: '撤销本次导入' }));
    await shows(page, '尚未提交', '撤销后');
    await person.fits();
    await page.locator('#reason').fill('试交');
    await press(page, page.locator('main form button', { hasText: '确认撤销' }));
    await shows(page, '已由绩效办于', '试交');
    want(await scores(page, given.base) === before, 'the ranking is not what it was');
}

const trips = [['on a desk', { size: DESK }], ['on a phone without scripts', { size: PHONE, javaScript: false }]].map(([where, options]) => [
    `template, spreadsheet, check, own file, mending, receipt, undo ${where}${hasOffice ? '' : ' (skipped: no LibreOffice with python3-uno)'}`,
    async (given) => { if (hasOffice) await as(given, options, (person, page) => roundTrip(given, person, page)); },
]);

const HTML = '<html><head><style>td{mso:x}</style></head><body><table><tr><td>单位</td><td>期间</td><td>审批平均用时</td></tr>'
    + '<tr><td rowspan=2 style=\'color:red\'>市水利局</td><td>2026-09</td><td>4.31</td></tr><tr><td>2026-10</td><td>4.32</td></tr></table></body></html>';
const TSV = '单位\t期间\t审批平均用时\n市水利局\t2026-09\t4.31\n\t2026-10\t4.32\n';

function paste(page) {
    return page.evaluate(([html, text]) => {
        const area = document.getElementById('text');
        const data = new DataTransfer();
        data.setData('text/html', html);
        data.setData('text/plain', text);
        area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
        area.value = text; // what the browser does by itself after a paste by hand
    }, [HTML, TSV]);
}

const pasted = ['cells pasted from a spreadsheet keep their merged cells, until their text is changed by hand', (given) => as(given, {}, async (person, page) => {
    await person.enter('绩效办');
    await person.goto('/imports/new');
    await paste(page);
    await person.page.locator('[data-paste-note]', { hasText: '3 行、3 列' }).waitFor();
    const html = await page.locator('input[name=html]').inputValue();
    want(html.includes('rowspan="2"') && !html.includes('style'), html);
    await press(page, page.locator('form[action="/imports/new"] button[type=submit]'));
    await person.shows('共 2 行');
    want(!(await page.locator('body').innerText()).includes('没有填单位'), 'the merged cell is that of both rows');

    await person.goto('/imports/new');
    await paste(page);
    await page.locator('[data-paste-note]', { hasText: '3 行、3 列' }).waitFor();
    await page.locator('#text').press('End');
    await page.locator('#text').pressSequentially(' ');
    want(await page.locator('input[name=html]').inputValue() === '', 'who changes the text means the text');
})];

// Each page of the way, seen by axe-core and by whoever looks at the pictures.
const CHECKED = '单位,期间,审批平均用时,一网通办率\n市水利厅,2026-10,4.31,95%\n市财政局,2026-10,约四天,０.97\n市教育局,2026-10,4.25,0.95\n';

async function seeAll(person, page, name, look) {
    await person.enter('绩效办');
    await person.goto('/imports/new');
    await look(`${name}-new`);
    await page.locator('#text').fill(CHECKED);
    await press(page, page.locator('form[action="/imports/new"] button[type=submit]'));
    await person.shows('需修改 2', '请先回答');
    await look(`${name}-check`);
    await page.locator('fieldset input[type=radio]').last().check();
    await page.locator('button[name=use]').first().click();
    await page.locator('.kc-mend input.is-bad').nth(0).waitFor();
    await person.shows('您在这里改过 1 处');
    for (const summary of await page.locator('.kc-fold > summary').all()) await summary.click();
    await look(`${name}-mended`);
    const some = page.locator('.kc-check-bar button[value=confirm]');
    await press(page, some);
    await person.shows('不能导入的');
    await look(`${name}-confirm`);
    await page.locator('#mode-good').check();
    await press(page, page.locator('main form button[type=submit]'));
    await person.shows('导入回执', '没有导入');
    await look(`${name}-receipt`);
    await press(page, page.locator('main a', { hasText: '撤销本次导入' }));
    await look(`${name}-undo`);
    await press(page, page.locator('main form button', { hasText: '确认撤销' }));
    await look(`${name}-undone`);
    await person.goto('/imports');
    await look(`${name}-list`);
}

const seen = [[DESK, 'desk'], [PHONE, 'phone']].map(([size, word]) => [`the pages of a table on its way in, on a ${word}`, async (given) => {
    await as(given, { size }, (person, page) => seeAll(person, page, 'intake', async (name) => {
        await person.fits();
        await person.picture(`${name}-${word}`, true);
    }));
    const reader = await Person.come(given.browser, given.base, { size, bypassCSP: true });
    try {
        await seeAll(reader, reader.page, 'axe', () => reader.axe());
    } finally {
        await reader.leave();
    }
}]);

export const cases = [...trips, pasted, ...seen];
