// 规则试算 before a person: a formula by keyboard, a table with its rows, a mistake with its mark; without script too.
import { seen, want, with_person } from './city.mjs';

const TABLE = 'U\t完成率\t→ 得分\n1\t≥100\t10\n2\t[80..100)\t8\n3\t＜75\t0\n';

async function formula(person) {
    await person.enter('绩效办');
    await person.goto('/rules/try');
    await person.page.locator('#text').fill('min(实际值 / 目标值 * 100, 120)');
    await person.page.locator('#n1').fill('实际值');
    await person.page.locator('#v1').fill('92');
    await person.page.locator('#n2').fill('目标值');
    await person.page.locator('#v2').fill('80');
    await person.page.locator('#v2').press('Enter');
    await person.page.locator('.kc-try-value').waitFor();
    want(await person.page.locator('.kc-try-value').innerText() === '115.00', 'the value is another');
    want(!(await person.page.locator('#n4').count()), 'Enter added a row instead of trying');
    want(person.page.url().includes('/rules/try?kind=formula&text='), `the address does not hold it: ${person.page.url()}`);
    await person.shows('怎么算的', '实际值 / 目标值');
}

async function table(person) {
    await person.enter('绩效办');
    await person.goto('/rules/try?kind=table');
    await person.page.locator('#text').fill(TABLE);
    await person.page.locator('form.kc-try .kc-actions button').click();
    await person.page.locator('.kc-try-rows').waitFor();
    await person.shows('还没有给值：完成率', '没管到');
    want(await person.page.locator('#n1').inputValue() === '完成率', 'the head is not offered as a name');
    await person.page.locator('#v1').fill('85');
    await person.page.locator('form.kc-try .kc-actions button').click();
    await person.page.locator('.kc-try-value').waitFor();
    await person.shows('命中：第 2 条', '不符合 ≥100');
}

async function mistake(person) {
    await person.enter('绩效办');
    await person.goto('/rules/try');
    await person.page.locator('#text').fill('if 实际值 / 目标 * 100 > 95 then "优" else "良"');
    await person.page.locator('#n1').fill('目标值');
    await person.page.locator('#v1').fill('80');
    await person.page.locator('form.kc-try .kc-actions button').click();
    await person.page.locator('.kc-try-faults').waitFor();
    want(await person.page.locator('#v1').inputValue() === '80', 'what was typed is gone');
}

export const cases = [
    ...seen('a formula is tried by keyboard', formula),
    ...seen('a table asks for its values and names its rows', table),
    ...seen('a mistake has a mark', mistake),
    ['a formula and a table need no script', (context) => with_person(context, { javaScript: false }, async (person) => {
        await formula(person);
        await table(person);
    })],
];
