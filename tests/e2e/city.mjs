// The program with a fresh demo city, and a browser before it: what every case of this directory needs.
//
// The browser is Debian's chromium, driven by playwright-core. Nothing but the server under test can be reached. In an
// ordinary context a message of the console, an uncaught error or a breach of the content security policy fails the
// case; axe-core is put into a second context, which the policy does not bind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
const require = createRequire(join(root, 'package.json'));
const { chromium } = require('playwright-core');
const axeSource = require('axe-core').source;

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const OUT = join(here, 'out');
mkdirSync(OUT, { recursive: true });

// Starts `program demo` in a new directory; {base, pid, stop}.
export async function startServer(program, clock = '2026-11-20 09:00') {
    const data = mkdtempSync(join(tmpdir(), 'kc-e2e-'));
    const server = spawn(program, ['demo', '--data', join(data, 'demo'), '--port', '0', '--listen', '127.0.0.1',
        '--clock', clock], { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    server.stderr.on('data', (piece) => { log = (log + piece).slice(-8000); });
    const ended = once(server, 'exit');
    const line = once(createInterface(server.stdout), 'line').then(([text]) => text);
    const first = await Promise.race([line, ended.then(([code]) => Promise.reject(
        new Error(`the program ended with ${code} before it served\n${log}`)))]);
    return {
        base: first.trim().replace(/\/$/, ''),
        pid: server.pid,
        async stop() {
            server.kill('SIGTERM');
            const [code, signal] = await ended;
            rmSync(data, { recursive: true, force: true });
            if (code !== 0 && signal !== 'SIGTERM') throw new Error(`the program ended with ${code ?? signal}\n${log}`);
        },
    };
}

export function startBrowser() {
    return chromium.launch({
        executablePath: process.env.KC_CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-domain-reliability',
            '--font-render-hinting=none'],
    });
}

// A person before a screen. `complaints` collects what the browser has to say against the pages.
export class Person {
    static async come(browser, base, { size = DESK, language = 'zh-CN', bypassCSP = false, javaScript = true } = {}) {
        const context = await browser.newContext({
            viewport: size, locale: language, timezoneId: 'Asia/Shanghai', bypassCSP, javaScriptEnabled: javaScript,
            isMobile: size.width < 600, hasTouch: size.width < 600, reducedMotion: 'reduce',
        });
        await context.route('**/*', (route) => {
            const url = route.request().url();
            return url.startsWith(base) || url.startsWith('data:') ? route.continue() : route.abort();
        });
        const person = new Person(context, await context.newPage(), base, size);
        person.listen();
        return person;
    }

    constructor(context, page, base, size) {
        Object.assign(this, { context, page, base, size, complaints: [] });
    }

    listen() {
        const complain = (what) => this.complaints.push(`${this.page.url()}: ${what}`);
        // A refused form answers 422 and the browser notes that in the console: no complaint of the page's.
        this.page.on('console', (m) => {
            if (['error', 'warning'].includes(m.type()) && !/status of 4\d\d/.test(m.text())) complain(m.text());
        });
        this.page.on('pageerror', (e) => complain(`error: ${e.message}`));
        this.page.on('requestfailed', (r) => {
            if (!/ERR_ABORTED/.test(r.failure()?.errorText ?? '')) complain(`${r.url()}: ${r.failure()?.errorText}`);
        });
        this.page.on('response', (r) => { if (r.status() >= 500) complain(`${r.url()}: ${r.status()}`); });
    }

    // One click on a card of the demo's login page: `who` is a word on it, as in "绩效办".
    async enter(who) {
        await this.goto('/login');
        await this.page.locator('form[action="/login/demo"] button', { hasText: who }).first().click();
        await this.page.waitForURL((url) => url.pathname !== '/login');
        return this;
    }

    async goto(path) {
        const answer = await this.page.goto(this.base + path, { waitUntil: 'load' });
        await this.page.evaluate(() => document.fonts.ready);
        return answer;
    }

    async shows(...parts) {
        const text = await this.page.locator('body').innerText();
        for (const part of parts) {
            if (!text.includes(part)) throw new Error(`${this.page.url()} does not show ${part}:\n${text.slice(0, 1500)}`);
        }
    }

    // Nothing may be wider than the screen; tables scroll or stack inside their own box.
    async fits() {
        const wide = await this.page.evaluate(() => {
            const limit = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= limit) return null;
            const culprit = [...document.body.querySelectorAll('*')].filter((e) =>
                e.getBoundingClientRect().right > limit + 1).pop();
            return `${document.documentElement.scrollWidth} > ${limit}: ${culprit?.outerHTML.slice(0, 200)}`;
        });
        if (wide) throw new Error(`${this.page.url()} is wider than the screen: ${wide}`);
    }

    picture(name, fullPage = false) {
        return this.page.screenshot({ path: join(OUT, `${name}.png`), fullPage, animations: 'disabled' });
    }

    // What axe-core finds; for a person who came with bypassCSP.
    async axe() {
        await this.page.evaluate(axeSource);
        const found = await this.page.evaluate(() => window.axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        }));
        const lines = found.violations.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.impact}): ${n.html.slice(0, 160)}`));
        if (lines.length) throw new Error(`${this.page.url()}: axe finds\n  ${lines.join('\n  ')}`);
    }

    quiet() {
        if (this.complaints.length) throw new Error(`the browser complains:\n  ${this.complaints.join('\n  ')}`);
    }

    leave() {
        return this.context.close();
    }
}

export function want(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

// One person who comes, does it and leaves; whatever the browser complained of fails it.
export async function with_person(context, how, what) {
    const person = await Person.come(context.browser, context.base, how);
    try {
        await what(person);
        person.quiet();
    } finally {
        await person.leave();
    }
}

const sizes = [[DESK, 'desk'], [PHONE, 'phone']];
// Cases: where `lead` leads is pictured, fits, and has nothing that axe-core finds, on a desk and on a phone.
export const seen = (name, lead) => sizes.map(([size, word]) => [`${name} on a ${word}`, async (context) => {
    await with_person(context, { size }, async (person) => {
        await lead(person);
        await person.picture(`${name.replaceAll(' ', '-')}-${word}`, true);
        await person.fits();
    });
    const reader = await Person.come(context.browser, context.base, { size, bypassCSP: true });
    try {
        await lead(reader);
        await reader.axe();
    } finally {
        await reader.leave();
    }
}]);
