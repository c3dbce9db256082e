// The supervision board with the demo city's tasks, on a desk and on a phone, and the page of one of them.
import { DESK, PHONE, seen, want, with_person } from './city.mjs';

const on = (who, path) => async (person) => {
    await person.enter(who);
    await person.goto(path);
};
const worst = async (person) => {
    await on('督查室', '/tasks?light=red')(person);
    await person.page.locator('.kc-board tbody th a').first().click();
    await person.page.waitForURL(/\/records\/\d+/);
};

export const cases = [
    ['the picture is as wide as its months', (given) => with_person(given, { size: DESK }, async (person) => {
        await on('督查室', '/tasks')(person);
        const [head, row] = await Promise.all(['thead .kc-gantt', 'tbody .kc-gantt'].map((at) =>
            person.page.locator(at).first().boundingBox()));
        want(Math.abs(head.x - row.x) < 2 && Math.abs(head.width - row.width) < 2, 'months stand over their days');
        const today = await person.page.locator('tbody .kc-gantt .is-today').first().boundingBox();
        const at = (today.x - row.x) / row.width * 12;
        want(at > 10.5 && at < 10.8, `20 November lies in the eleventh month: ${at}`);
    })],
    ['filters work without the script, on a phone', (given) => with_person(given, { size: PHONE, javaScript: false }, async (person) => {
        await on('督查室', '/tasks')(person);
        await person.page.selectOption('#lead', { label: '市住建局' });
        await person.page.locator('.kc-filter button[type="submit"]').click();
        await person.page.waitForURL(/lead=/);
        const leads = await person.page.locator('td[data-label="牵头/配合"]').allInnerTexts();
        want(leads.length > 0 && leads.every((l) => l.startsWith('市住建局')), leads.join());
        await person.fits();
    })],
    ['paper has the rows and lies across', (given) => with_person(given, { size: DESK }, async (person) => {
        await on('督查室', '/tasks')(person);
        await person.page.emulateMedia({ media: 'print' });
        want(!await person.page.locator('.kc-board-do').first().isVisible(), 'no link on paper');
        want(await person.page.locator('tbody .kc-gantt').first().isVisible(), 'the picture is on paper');
        const pdf = (await person.page.pdf({ preferCSSPageSize: true })).toString('latin1');
        const [width, height] = /MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf).slice(1).map(Number);
        want(Math.abs(width - 842) < 3 && Math.abs(height - 595) < 3, `A4 across, not ${width} × ${height}`);
    })],
    ...seen('the board', on('督查室', '/tasks')),
    ...seen('the board of a unit', on('市住建局', '/tasks')),
    ...seen('the calendar of deadlines', on('督查室', '/tasks/calendar')),
    ...seen('a task that is overdue', worst),
];
