// A minute on a telephone without a script: the start page, the tour, another identity, and words that are not lost.
import { PHONE, Person, want } from './city.mjs';

const stop = (person) => person.page.locator('.kc-tour-stop').innerText();

export const cases = [
    ['a visitor walks the tour on a telephone without a script', async ({ browser, base }) => {
        const person = await Person.come(browser, base, { size: PHONE, javaScript: false });
        try {
            await person.page.goto(base + '/');
            await person.page.getByRole('link', { name: '开始导览' }).click();
            want(/第 1 站/.test(await stop(person)), await stop(person));
            await person.page.getByRole('button', { name: '换成绩效办看' }).click();
            want(new URL(person.page.url()).pathname === '/scores', person.page.url());
            for (const [number, path] of [[2, /^\/scores\/\d+$/], [3, /^\/scores\/\d+\/node$/], [4, /^\/imports\/new$/]]) {
                await person.page.getByRole('link', { name: '下一站' }).click();
                want(path.test(new URL(person.page.url()).pathname), `${number}: ${person.page.url()}`);
                want((await stop(person)).includes(`第 ${number} 站`), await stop(person));
                const box = await person.page.locator('.kc-tour').boundingBox();
                want(box && box.x >= 0 && box.width <= PHONE.width, 'the bar fits the screen');
            }
            await person.page.getByRole('link', { name: '结束导览' }).click();
            want(await person.page.locator('.kc-tour').count() === 0, 'the bar is gone');
            person.quiet();
        } finally {
            await person.leave();
        }
    }],
    ['who is in the wrong place becomes somebody else with two presses of a key', async ({ browser, base }) => {
        const person = await Person.come(browser, base);
        try {
            await person.enter('绩效办');
            await person.goto('/accounts');
            await person.page.getByRole('button', { name: '换成系统管理员看' }).focus();
            await person.page.keyboard.press('Enter');
            await person.page.waitForURL((url) => url.pathname === '/accounts');
            await person.shows('系统管理员');
        } finally {
            await person.leave();
        }
    }],
    ['a text typed for ten minutes is sent again after the session was changed in another window', async ({ browser, base }) => {
        const person = await Person.come(browser, base);
        try {
            await person.enter('绩效办');
            await person.goto('/schemes/new');
            const scheme = 'scheme: kept-by-page\nyear: 2026\nmeasures: [{id: v}]\nclasses: [{id: c, units: [市财政局]}]\n'
                + 'tree: [{id: n, points: 100, measure: v, method: direct}]\n';
            await person.page.locator('#text').fill(scheme);
            const other = await person.context.newPage();
            await other.goto(base + '/login');
            await other.locator('form[action="/login/demo"] button', { hasText: '绩效办' }).first().click();
            await other.waitForURL((url) => url.pathname === '/');
            await other.close();
            await person.page.locator('main form[action="/schemes/new"] button').first().click();
            await person.shows('您填写的内容');
            const again = person.page.getByRole('button', { name: '再提交一次' });
            want(await again.count() === 1, 'it can be sent again');
            await again.click();
            await person.page.waitForURL((url) => url.pathname.includes('kept-by-page'));
        } finally {
            await person.leave();
        }
    }],
];
