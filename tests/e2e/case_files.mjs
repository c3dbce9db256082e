// Files of a form: sent ahead in pieces with the script, with the form without it; chosen again from earlier ones.
import { DESK, PHONE, Person, want } from './city.mjs';

async function as(given, options, action) {
    const person = await Person.come(given.browser, given.base, options);
    try {
        await person.enter('联络员');
        await person.goto('/files');
        await action(person, person.page);
        person.quiet();
    } finally {
        await person.leave();
    }
}

const pdf = (name, bytes) => ({
    name, mimeType: 'application/pdf',
    buffer: Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(bytes, name), Buffer.from('\n%%EOF\n')]),
});
const send = (page) => page.locator('form[enctype="multipart/form-data"] button[type="submit"]').click();

export const cases = [
    ['a long file goes on where the line broke, and the form waits for it', (given) => as(given, { size: DESK }, async (person, page) => {
        let breaks = 1;
        const pieces = [];
        await page.route(/\/files\/uploads\/[0-9a-f]{32}$/, async (route) => {
            if (route.request().method() === 'POST') pieces.push(route.request().postDataBuffer().length);
            if (pieces.length === 2 && breaks-- > 0) await route.abort('aborted');
            else await route.continue();
        });
        await page.locator('#files').setInputFiles(pdf('长文.pdf', 2500000));
        await send(page); // at once: the button does not lose what is on its way
        await page.waitForURL(/\/files\/\d+/);
        await person.shows('长文.pdf', '文件已收到', '2.4 MB');
        want(pieces.length === 4, `three pieces and the one that was lost, not ${pieces}`);
        want(pieces[3] < 500000, 'the last is what was left');
    })],
    ['a file that was sent ahead can be left out again', (given) => as(given, { size: PHONE }, async (person, page) => {
        await page.locator('#files').setInputFiles([pdf('甲.pdf', 10), pdf('乙.pdf', 10)]);
        await page.locator('.kc-sent li', { hasText: '已传好：甲.pdf' }).locator('button').click();
        await page.locator('.kc-sent li', { hasText: '已传好：乙.pdf' }).waitFor();
        await person.fits();
        await send(page);
        await page.waitForURL(/\/files\/\d+/);
        await person.shows('乙.pdf');
        await person.goto('/files');
        want(!(await page.locator('table').first().innerText()).includes('甲.pdf'), 'the other never came in');
    })],
    ['without the script the same form sends the files itself, and one may be chosen again', (given) => as(given,
        { size: PHONE, javaScript: false }, async (person, page) => {
            await page.locator('#files').setInputFiles([pdf('丙.pdf', 20), pdf('丁.pdf', 30)]);
            await send(page);
            await page.waitForURL(/\/files\?done=brought/);
            await page.locator('.kc-earlier summary').click();
            await page.locator('.kc-earlier label', { hasText: '丙.pdf' }).click();
            await send(page);
            await page.waitForURL(/\/files\/\d+/);
            await person.shows('丙.pdf');
        })],
];
