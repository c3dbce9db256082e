// A matter of a register from its form to its closing, as people do it: by keyboard, without the script, on a phone.
import { DESK, PHONE, seen, want, with_person } from './city.mjs';

const REGISTER = '/registers/supervised_task';
const TITLE = '老旧小区改造九期 12 个小区开工';

async function fill(page, title = TITLE) {
    await page.fill('#f-title', title);
    await page.check('#f-source_kind-1');
    await page.selectOption('#f-lead', { label: '市住建局' });
    await page.fill('#f-deliverable', '28 个小区全部开工');
    await page.fill('#f-due', '11月25日');
    await page.fill('#f-roadmap', '11月23日 完成招标\n11月25日前 进场施工');
    await page.fill('#f-partners-1', '市财政局');
    await page.fill('#f-partners-1-with', '资金保障');
}

const send = (page) => page.locator('.kc-form .kc-btn-main').click();
const on = (who, path) => async (person) => {
    await person.enter(who);
    await person.goto(path);
};
// The matter that is registered here, or a page below it.
const at = (who, below = '') => async (person) => {
    await on(who, `${REGISTER}?q=${encodeURIComponent(TITLE)}`)(person);
    const path = await person.page.locator('.kc-register th a').first().getAttribute('href');
    await person.goto(path + below);
};

export const cases = [
    ['Enter in a field sends the form, and does not add a row', (given) => with_person(given, { size: DESK }, async (person) => {
        const page = person.page;
        await on('督查室', `${REGISTER}/new`)(person);
        await fill(page, '');
        await page.press('#f-deliverable', 'Enter');
        await person.shows('请先改好以下几处', '请填写“事项”');
        want(await page.inputValue('#f-partners-1') === '市财政局', 'what was typed is there');
        want(await page.evaluate(() => document.title.startsWith('错误')), 'the title says so first');
        await page.locator('.kc-errors a').first().click();
        want(await page.evaluate(() => document.activeElement.id) === 'f-title', 'the error leads to its field');
    })],
    ['a matter is registered without the script, on a phone', (given) => with_person(given, { size: PHONE, javaScript: false }, async (person) => {
        const page = person.page;
        await on('督查室', `${REGISTER}/new`)(person);
        await fill(page);
        await page.locator('button[name="more"][value="f-partners"]').click();
        want(await page.locator('[name="f-partners"]').count() === 3, 'one more row');
        want(await page.inputValue('#f-title') === TITLE, 'what was typed is there');
        await send(page);
        await page.waitForURL(/\/records\/\d+\/done\/\d+/);
        await person.shows('已完成：立项', '督2026-', '接下来');
        await person.fits();
    })],
    ['what can be done stays in sight while one reads', (given) => with_person(given, { size: PHONE }, async (person) => {
        await at('督查室')(person);
        const bar = await person.page.locator('.kc-do').boundingBox();
        const menu = await person.page.locator('.kc-bar').boundingBox();
        want(bar.y + bar.height <= menu.y + 1, `the acts stand above the menu: ${bar.y + bar.height} and ${menu.y}`);
        want(bar.height < 90, `they take one line, not ${bar.height} pixels`);
    })],
    ['the sheet has nothing but the matter on paper', (given) => with_person(given, { size: DESK }, async (person) => {
        await at('督查室', '/print')(person);
        await person.page.emulateMedia({ media: 'print' });
        want(!await person.page.locator('.kc-sheet-no').isVisible(), 'no link on paper');
        await person.shows(TITLE, '办理经过');
    })],
    ...seen('registers', on('督查室', '/registers')),
    ...seen('register', on('督查室', REGISTER)),
    ...seen('register of a liaison', on('联络员', REGISTER)),
    ...seen('register with nothing found', on('督查室', `${REGISTER}?q=没有这样的事&light=red`)),
    ...seen('record', at('督查室')),
    ...seen('record overdue', async (person) => {
        await on('督查室', `${REGISTER}?light=red`)(person);
        await person.page.locator('.kc-register th a').first().click();
        await person.page.waitForURL(/\/records\/\d+/);
    }),
    ...seen('record of a leader', at('市领导')),
    ...seen('record form', on('督查室', `${REGISTER}/new`)),
    ...seen('record amended', at('督查室', '/do/amend')),
    ...seen('record refused', async (person) => {
        await at('督查室', '/do/start')(person);
        await send(person.page);
        await person.shows('请先改好');
    }),
    ...seen('record asked again', async (person) => {
        await at('督查室', '/do/drop')(person);
        await person.page.fill('#f-reason', '重复立项');
        await send(person.page);
        await person.shows('尚未提交');
    }),
    ...seen('record on paper', at('督查室', '/print')),
    ...seen('procedure', on('联络员', `${REGISTER}/about`)),
];
