// Runs the browser cases: node tests/e2e/run.mjs --program build-asan/kaocheng [NAME…]
//
// A case_….mjs exports `cases`, an array of [sentence, async ({browser, base}) => …]. One server and one demo city serve
// each file. The last line is "N passed, N failed".
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startBrowser, startServer } from './city.mjs';

const words = process.argv.slice(2);
const at = words.indexOf('--program');
const [, program] = at >= 0 ? words.splice(at, 2) : [];
if (!program) throw new Error('usage: run.mjs --program FILE [NAME…]');

const here = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(here).filter((f) => /^case_.*\.mjs$/.test(f)).sort();
let passed = 0;
let failed = 0;

async function attempt(sentence, action) {
    try {
        await action();
        passed += 1;
    } catch (error) {
        failed += 1;
        console.log(`--- ${sentence}\n${error.stack ?? error}`);
    }
}

const browser = await startBrowser();
try {
    for (const file of files) {
        const { cases } = await import(pathToFileURL(join(here, file)).href);
        const chosen = cases.filter(([s]) => words.length === 0 || words.some((w) => file.includes(w) || s.includes(w)));
        if (chosen.length === 0) continue;
        let server = null;
        await attempt(`${file}: the server starts`, async () => { server = await startServer(resolve(program)); });
        if (!server) continue;
        for (const [sentence, action] of chosen) {
            await attempt(`${file}: ${sentence}`, () => action({ browser, base: server.base }));
        }
        await attempt(`${file}: the server ends`, () => server.stop());
    }
} finally {
    await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
