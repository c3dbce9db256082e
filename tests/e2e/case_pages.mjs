// Each page on a desk's screen and on a phone: fits, is quiet, and axe-core finds nothing. Pictures in tests/e2e/out.
import { DESK, PHONE, Person, want } from './city.mjs';

// A page by its path, or by the links that lead to it: the first whose address has this form.
const PAGES = [
    ['home', null, '/'],
    ['home-office', '绩效办', '/'],
    ['home-liaison', '联络员', '/'],
    ['tour-start', null, '/tour/1'],
    ['tour', '绩效办', '/tour/2'],
    ['login', null, '/login'],
    ['about', null, '/about'],
    ['ranking', '绩效办', '/scores'],
    ['scores-try', '绩效办', '/scores/try'],
    ['scores-tried', '绩效办', '/scores/try?class=二类&k1=share&a1=policy&n1=3&k2=value&a2=市住建局&b2=approval_days&n2=2'],
    ['scores-try-refused', '绩效办', '/scores/try?class=二类&k1=share&a1=policy&n1=99999'],
    ['scores-try-liaison', '联络员', '/scores/try'],
    ['scores-firm', '绩效办', '/scores/firm?class=二类'],
    ['scores-check', '绩效办', '/scores/check?class=二类'],
    ['scores-compare', '绩效办', '/scores/compare?class=二类'],
    ['unit', '绩效办', '/scores', /^\/scores\/\d+(\?|$)/],
    ['indicator', '绩效办', '/scores', /^\/scores\/\d+(\?|$)/, /^\/scores\/\d+\/[^/?]+/],
    ['schemes', '绩效办', '/schemes'],
    ['scheme', '绩效办', '/schemes', /^\/schemes\/(?!new)[^/?]+/],
    ['scheme-new', '绩效办', '/schemes/new'],
    ['imports', '绩效办', '/imports'],
    ['import', '绩效办', '/imports', /^\/imports\/\d+/],
    ['import-new', '绩效办', '/imports/new'],
    ['import-new-organs', '绩效办', '/imports/new?kind=organs'],
    ['files', '联络员', '/files'],
    ['past', '绩效办', '/past'],
    ['facts', '绩效办', '/facts'],
    ['patterns', '督查室', '/tasks/patterns'],
    ['facts-liaison', '联络员', '/facts'],
    ['calendar', null, '/calendar'],
    ['calendar-provisional', '绩效办', '/calendar?year=2027&known=2026-11-01'],
    ['due', null, '/calendar/due'],
    ['due-counted', null, '/calendar/due', /amount=20&unit=workdays&from1/],
    ['due-hours', '绩效办', '/calendar/due?start=2026-11-20&time=16:30&amount=4&unit=openhours'],
    ['notices', '绩效办', '/calendar/notices'],
    ['notice', '绩效办', '/calendar/notices', /^\/calendar\/notices\/show/],
    ['notice-new', '绩效办', '/calendar/notices/new'],
    ['hours', '绩效办', '/calendar/hours'],
    ['hours-read', '联络员', '/calendar/hours'],
    ['rules', '绩效办', '/rules/try'],
    ['rules-table', '绩效办', '/rules/try?kind=table', /kind=table&text=/],
    ['search', '绩效办', '/search'],
    ['search-found', '绩效办', '/search?q=住房'],
    ['search-many', '绩效办', '/search?q=云澜'],
    ['search-one-kind', '联络员', '/search?q=云澜&kind=organ&page=2'],
    ['search-refused', '绩效办', '/search?q=房'],
    ['search-none', '绩效办', '/search?q=没有这样的事'],
    ['me-calendar', '联络员', '/me/calendar'],
    ['organs', '绩效办', '/organs'],
    ['organ', '绩效办', '/organs', /^\/organs\/\d+/],
    ['ledger', '审计', '/ledger'],
    ['entry', '审计', '/ledger', /^\/ledger\/\d+/],
    ['accounts', '系统管理员', '/accounts'],
    ['accounts-grant', '安全管理员', '/accounts'],
    ['account-new', '系统管理员', '/accounts/new'],
    ['account-close', '系统管理员', '/accounts', /^\/accounts\/[^/]+\/close/],
    ['permits', '审计', '/permits'],
    ['me', '联络员', '/me'],
    ['reminders', '联络员', '/todo/notices'],
    ['channel-own', '联络员', '/me/notices'],
    ['channels', '系统管理员', '/settings/channels'],
    ['channel-new', '系统管理员', '/settings/channels/new'],
    ['nowhere', '绩效办', '/nowhere'],
    ['not-yours', '联络员', '/schemes/new'],
    ['other-unit', '联络员', '/scores/15'],
];

// Forms that come back with what is wrong: where they are, what is typed into which field, what is pressed.
const REFUSED = [
    ['login-refused', null, '/login', { login: 'lingdao', password: 'wrong' }, 'form[action="/login"] button'],
    ['import-refused', '绩效办', '/imports/new', { text: '' }, 'form[action="/imports/new"] button'],
    ['scheme-refused', '绩效办', '/schemes/new', { text: 'scheme: x\n' }, 'form[action="/schemes/new"] button'],
    ['organ-refused', '绩效办', '/organs', { code: 'YL0201' }, 'form[method="post"][action="/organs"] button'],
    ['account-refused', '系统管理员', '/accounts/new', { login: 'A B' }, 'form[action="/accounts/new"] button'],
    ['notice-refused', '绩效办', '/calendar/notices/new', { text: 'off 2027-02-30 春节\n' }, 'form[action="/calendar/notices/new"] button'],
    ['hours-refused', '绩效办', '/calendar/hours', { hours1: '12:00-08:30' }, 'form[method="post"][action="/calendar/hours"] .kc-btn-main'],
    ['channel-refused', '联络员', '/me/notices', { address: 'no address' }, 'form[action="/me/notices"] button'],
    ['group-refused', '系统管理员', '/settings/channels/new', { label: '某群', address: 'x' }, 'form[action="/settings/channels/new"] button'],
    ['password-refused', '联络员', '/me', { old_password: 'x', new_password: 'y', again: 'z' }, 'form[action="/me/password"] button'],
];

// A table on its way in: what is pasted, and the buttons that lead on from its check.
const ON_ITS_WAY = [
    ['import-check', '单位,期间,审批平均用时,节点按期完成率\n市水利厅,2026-10,约四天,60\n市财政局,2026-10,4.2,0.9\n'],
    ['import-confirm', '单位,期间,审批平均用时\n市水利局,2026-10,4.35\n', '.kc-check-bar button[name="go"]'],
    ['import-confirm-some', '单位,期间,审批平均用时\n市水利厅,2026-10,4.35\n市财政局,2026-10,4.35\n', '.kc-check-bar button[name="go"]'],
];

async function give(person, table, ...buttons) {
    await person.enter('绩效办');
    await person.goto('/imports/new');
    await person.page.locator('#text').fill(table);
    for (const button of ['form[action="/imports/new"] button[type="submit"]', ...buttons]) {
        const before = person.page.url();
        await person.page.locator(button).first().click();
        await person.page.waitForURL((url) => url.href !== before);
        await person.page.waitForLoadState();
    }
}

async function refuse(person, who, path, typed, button) {
    if (who) await person.enter(who);
    await person.goto(path);
    for (const [id, text] of Object.entries(typed)) await person.page.locator(`#${id}`).fill(text);
    const answer = person.page.waitForResponse((r) => r.request().method() === 'POST');
    await person.page.locator(button).first().click();
    want((await answer).status() === 422, `${path} answers ${(await answer).status()}`);
    await person.page.locator('.kc-errors').waitFor();
}

async function open(person, who, path, links) {
    if (who) await person.enter(who);
    await person.goto(path);
    for (const form of links) {
        const hrefs = await person.page.locator('main a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
        const href = hrefs.find((h) => form.test(h));
        want(href, `${person.page.url()} has no link like ${form}: ${hrefs.join(' ')}`);
        await person.goto(href);
    }
}

// The same page before two readers: one as everybody, one whom axe-core may look over the shoulder.
function seen(name, lead) {
    return [[DESK, 'desk'], [PHONE, 'phone']].map(([size, word]) => [`${name} on a ${word}`, async ({ browser, base }) => {
        const person = await Person.come(browser, base, { size });
        const reader = await Person.come(browser, base, { size, bypassCSP: true });
        try {
            await lead(person);
            await person.picture(`${name}-${word}`);
            await person.fits();
            person.quiet();
            await lead(reader);
            await reader.axe();
        } finally {
            await person.leave();
            await reader.leave();
        }
    }]);
}

// The frame of Tabler ends where the screen does; what is to stay in view must not end with it.
const stays = ['the side bar stays in view while a long page is read', async ({ browser, base }) => {
    const person = await Person.come(browser, base);
    try {
        await person.enter('绩效办');
        await person.goto('/imports');
        const tops = await person.page.evaluate(() => {
            window.scrollTo(0, document.body.scrollHeight);
            return [window.scrollY, ...['.kc-head', '.kc-side'].map((what) => document.querySelector(what).getBoundingClientRect().top)];
        });
        want(tops[0] > 300 && tops[1] === 0 && tops[2] > 0, `scrolled ${tops[0]}: the head at ${tops[1]}, the side bar at ${tops[2]}`);
    } finally {
        await person.leave();
    }
}];

// A number opened to its exact facts.
const exact = seen('indicator-exact', async (person) => {
    await open(person, '绩效办', '/scores', [/^\/scores\/\d+(\?|$)/, /^\/scores\/\d+\/growth/]);
    await person.page.locator('main details.kc-fold > summary').click();
    await person.page.locator('.kc-facts').waitFor();
});

export const cases = [
    stays,
    ...exact,
    ...PAGES.flatMap(([name, who, path, ...links]) => seen(name, (person) => open(person, who, path, links))),
    ...ON_ITS_WAY.flatMap(([name, ...how]) => seen(name, (person) => give(person, ...how))),
    ...REFUSED.flatMap(([name, ...how]) => seen(name, (person) => refuse(person, ...how))),
];
