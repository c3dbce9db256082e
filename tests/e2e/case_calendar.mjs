// The calendar before a person: a limit counted by keyboard, a notice from its text to its entry, without script too.
import { seen, want, with_person } from './city.mjs';

const NOTICE = `notice 测办发〔2026〕3号
title 关于2027年部分节假日安排的通知
published 2026-11-12
year 2027
off 2027-02-05..2027-02-11 春节
work 2027-02-14 春节
`;

async function count(person) {
    await person.goto('/calendar/due');
    await person.page.locator('#start').fill('2026-09-23');
    await person.page.locator('#amount').fill('5');
    await person.page.locator('#amount').press('Enter');
    await person.page.locator('.kc-due-day').waitFor();
    await person.page.waitForLoadState('load'); // with its style: it is measured below
    const answer = await person.page.locator('.kc-due-day').innerText();
    want(answer.includes('2026-10-08（周四）') && answer.includes('17:30'), `the answer is ${answer}`);
    await person.shows('国办发明电〔2025〕7号');
    want(!(await person.page.locator('#from2').count()), 'Enter added a pause instead of counting');
    await person.fits();
}

async function more(person) {
    await person.goto('/calendar/due?start=2026-03-02&amount=20&unit=workdays');
    await person.page.locator('#from1').fill('2026-03-09');
    await person.page.locator('#to1').fill('2026-03-20');
    await person.page.locator('#basis1').fill('检测');
    await person.page.locator('button[name="more"]').click();
    await person.page.locator('#from2').waitFor();
    want(await person.page.locator('#basis1').inputValue() === '检测', 'what was typed is gone');
    want((await person.page.locator('.kc-due-day').innerText()).includes('2026-04-14（周二）'), 'the pause does not count');
}

async function press(person, selector) {
    await person.page.locator(selector).first().click();
    await person.page.waitForLoadState();
}

// The check of a notice, and, where `sure`, all the way.
async function check(person, sure) {
    await person.enter('绩效办');
    await person.goto('/calendar/notices/new');
    await person.page.locator('#text').fill(NOTICE);
    await press(person, 'form[action="/calendar/notices/new"] button');
    await person.page.locator('button[name="sure"]').waitFor();
    await person.shows('2027-02-05 至 2027-02-11', '哪些日子变了', '尚未提交');
    if (!sure) return;
    await press(person, 'button[name="sure"]');
    await person.shows('通知已录入', '测办发〔2026〕3号');
    await press(person, 'a[href*="/calendar/notices/withdraw"]');
    await person.page.locator('#reason').fill('试录');
    await press(person, 'form[action*="/withdraw"] button');
    await person.shows('通知已撤回', '试录');
}

async function hours(person) {
    await person.enter('绩效办');
    await person.goto('/calendar/hours');
    await person.page.locator('#day6').check();
    await press(person, 'form[method="post"][action="/calendar/hours"] .kc-btn-main');
    await person.page.locator('button[name="sure"]').waitFor();
    await person.shows('周一至周六', '2026-11-21（周六）');
}

export const cases = [
    ...seen('a limit is counted by keyboard alone', count),
    ...seen('one more pause keeps what was typed', more),
    ...seen('the check of a notice', (person) => check(person, false)),
    ...seen('the check of a week', hours),
    ['a limit and a notice need no script', (context) => with_person(context, { javaScript: false }, async (person) => {
        await count(person);
        await more(person);
        await check(person, true);
    })],
];
