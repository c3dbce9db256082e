// The problem ledger in figures: with a problem that has members and one without, on a desk and on a phone.
import { DESK, seen, want, with_person } from './city.mjs';

const NEW = '/registers/problem/new?act=sort';

const on = (who, path) => async (person) => {
    await person.enter(who);
    await person.goto(path);
};

async function enter_problem(person, title, due, members) {
    const page = person.page;
    await on('督查室', NEW)(person);
    await page.fill('#f-title', title);
    await page.check('input[name="f-area"][value="livelihood"]');
    await page.selectOption('#f-source_kind', 'visit');
    await page.selectOption('#f-lead', { label: '市住建局' });
    await page.fill('#f-due', due);
    for (const [i, name] of members.entries()) await page.fill(`#f-members-${i + 1}`, name);
    await page.locator('.kc-form .kc-btn-main').click();
    await page.waitForURL(/\/records\/\d+\/done\/\d+/);
}

export const cases = [
    ['a figure opens the list of what it counts', (given) => with_person(given, { size: DESK }, async (person) => {
        const page = person.page;
        await enter_problem(person, '两处积水点没有整治', '2026-11-30', ['市财政局', '市水利局']);
        await enter_problem(person, '路灯不亮', '2026-12-31', []);
        await person.goto('/registers/problem');
        await page.getByRole('link', { name: '问题台账看板' }).click();
        await person.shows('共有问题', '解决率', '市财政局 1');
        await page.locator('.kc-figures a').nth(2).click();
        await page.waitForURL(/\/problems\/list/);
        await person.shows('两处积水点没有整治', '路灯不亮');
        const rows = await page.locator('tbody tr').count();
        want(rows >= 2, `both are on the list, not ${rows}`);
    })],
    ...seen('problem board', on('督查室', '/problems')),
    ...seen('problem board of a liaison', on('联络员', '/problems')),
    ...seen('problem list', on('督查室', '/problems/list?show=open')),
    ...seen('problem list of nothing', on('督查室', '/problems/list?show=dropped')),
];
