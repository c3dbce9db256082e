// What everybody sees, on a desk's screen, on a phone, on paper; and the way of a result from the check to the public,
// without scripts.
import { DESK, PHONE, Person, want } from './city.mjs';

const sizes = [['a desk', DESK], ['a phone', PHONE]];

async function newest(person) {
    await person.goto('/public?lang=zh');
    return person.page.locator('main table a').first().getAttribute('href');
}

const looks = sizes.map(([name, size]) => [`public pages fit ${name} and satisfy axe`, async ({ browser, base }) => {
    const person = await Person.come(browser, base, { size, bypassCSP: true });
    try {
        const result = await newest(person);
        for (const path of ['/public', result, result.replace('zh', 'en')]) {
            await person.goto(path);
            await person.fits();
            await person.axe();
        }
        await person.goto(result);
        await person.shows('这是云澜市官方平台', '市财政局', '怎样算出来的', '自己核对');
        want((await person.context.cookies()).length === 0, 'a cookie was set');
        const px = await person.page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.kc-result tbody th')).fontSize));
        want(px >= 16, `names are ${px} px`);
        const starts = await person.page.evaluate(() => [...document.querySelectorAll('.kc-result')]
            .map(t => Math.round(t.querySelector('tbody .kc-result-bar').getBoundingClientRect().x)));
        want(new Set(starts).size === 1, `bars of the classes begin at ${starts}`);
        person.quiet();
    } finally {
        await person.leave();
    }
}]);

const staff = sizes.map(([name, size]) => [`freezing and publishing fit ${name} and satisfy axe`, async ({ browser, base }) => {
    const person = await Person.come(browser, base, { size, bypassCSP: true });
    try {
        await person.enter('绩效办');
        await person.goto('/publications');
        const frozen = await person.page.locator('main table a[href^="/publications/frozen/"]').first().getAttribute('href');
        for (const path of ['/publications', '/publications/freeze', frozen, `${frozen}/publish`]) {
            await person.goto(path);
            await person.fits();
            await person.axe();
        }
        person.quiet();
    } finally {
        await person.leave();
    }
}]);

const onPaper = ['a printed result has its tables and no buttons, on a few sheets', async ({ browser, base }) => {
    const person = await Person.come(browser, base);
    try {
        await person.goto(await newest(person));
        await person.page.emulateMedia({ media: 'print' });
        want(await person.page.locator('.kc-result').first().isVisible(), 'the table is gone');
        want(!(await person.page.locator('.kc-official').isVisible()), 'the strip is printed');
        want(!(await person.page.locator('.kc-public-files').isVisible()), 'links to files are printed');
        const bytes = await person.page.pdf({ format: 'A4' });
        const sheets = (bytes.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length;
        want(sheets >= 3 && sheets <= 8, `${sheets} sheets`);
    } finally {
        await person.leave();
    }
}];

const withoutScripts = ['a result goes from the check to the public without scripts', async ({ browser, base }) => {
    const person = await Person.come(browser, base, { javaScript: false });
    const { page } = person;
    try {
        await page.goto(`${base}/login`);
        await page.locator('form[action="/login/demo"] button', { hasText: '绩效办' }).first().click();
        await page.goto(`${base}/publications/freeze?period=2026Q4`);
        await page.locator('main form button[type="submit"]').click();
        await page.waitForURL(/\/publications\/frozen\/\d+/);
        await page.locator('main a.kc-btn-main').click();
        await page.locator('#title').fill('四季度阶段结果');
        await page.locator('#open-totals').check();
        await page.locator('main form button[type="submit"]').click();
        await page.waitForURL(/\/publications\/frozen\/\d+\?done=published/);
        await page.goto(`${base}/public`);
        want((await page.locator('main table').innerText()).includes('四季度阶段结果'), 'it is not on the list');
    } finally {
        await person.leave();
    }
}];

export const cases = [...looks, ...staff, onPaper, withoutScripts];
