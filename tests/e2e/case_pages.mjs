// Each page on a desk's screen and on a phone: fits, is quiet, and axe-core finds nothing. Pictures in tests/e2e/out.
import { DESK, PHONE, Person, want } from './city.mjs';

// A page by its path, or by the links that lead to it: the first whose address has this form.
const PAGES = [
    ['login', null, '/login'],
    ['about', null, '/about'],
    ['ranking', '绩效办', '/scores'],
    ['unit', '绩效办', '/scores', /^\/scores\/\d+(\?|$)/],
    ['indicator', '绩效办', '/scores', /^\/scores\/\d+(\?|$)/, /^\/scores\/\d+\/[^/?]+/],
    ['schemes', '绩效办', '/schemes'],
    ['scheme', '绩效办', '/schemes', /^\/schemes\/(?!new)[^/?]+/],
    ['scheme-new', '绩效办', '/schemes/new'],
    ['imports', '绩效办', '/imports'],
    ['import', '绩效办', '/imports', /^\/imports\/\d+/],
    ['import-new', '绩效办', '/imports/new'],
    ['organs', '绩效办', '/organs'],
    ['organ', '绩效办', '/organs', /^\/organs\/\d+/],
    ['ledger', '审计', '/ledger'],
    ['entry', '审计', '/ledger', /^\/ledger\/\d+/],
    ['accounts', '系统管理员', '/accounts'],
    ['me', '联络员', '/me'],
    ['nowhere', '绩效办', '/nowhere'],
];

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

const screens = PAGES.flatMap(([name, who, path, ...links]) => [[DESK, 'desk'], [PHONE, 'phone']].map(([size, word]) => [
    `${name} on a ${word}`,
    async ({ browser, base }) => {
        const person = await Person.come(browser, base, { size });
        const reader = await Person.come(browser, base, { size, bypassCSP: true });
        try {
            await open(person, who, path, links);
            await person.picture(`${name}-${word}`);
            await person.fits();
            person.quiet();
            await open(reader, who, path, links);
            await reader.axe();
        } finally {
            await person.leave();
            await reader.leave();
        }
    },
]));

const withoutScripts = ['the ranking opens and explains itself without scripts', async ({ browser, base }) => {
    const person = await Person.come(browser, base, { javaScript: false });
    try {
        await person.page.goto(`${base}/login`);
        await person.page.locator('form[action="/login/demo"] button', { hasText: '绩效办' }).first().click();
        await person.page.goto(`${base}/scores`);
        await person.page.locator('tbody th a').first().click();
        want(/\/scores\/\d+/.test(person.page.url()), `the link leads to ${person.page.url()}`);
        person.quiet();
    } finally {
        await person.leave();
    }
}];

export const cases = [...screens, withoutScripts];
