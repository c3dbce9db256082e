// What a page costs: node tests/e2e/figures.mjs --program build/kaocheng [PATH…]
//
// For each path: bytes of the HTML, plain and gzipped; DOM nodes; processor time of the program per request, mean of
// 50; and on a phone (390 px, processor four times slower) over 4G and slow 3G with an empty cache: when something is
// seen first, when the page can be used (DOMContentLoaded: nothing in it waits for the script), when all is there.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PHONE, Person, startBrowser, startServer } from './city.mjs';

const words = process.argv.slice(2);
const at = words.indexOf('--program');
const [, program] = at >= 0 ? words.splice(at, 2) : [];
if (!program) throw new Error('usage: figures.mjs --program FILE [PATH…]');
const paths = words.length ? words : ['/tasks', '/tasks?per=100', '/tasks/calendar'];

const TICK_MS = 10; // of /proc/PID/stat
const REQUESTS = 50;
const NETS = { // bytes a second, milliseconds there and back
    '4G': { downloadThroughput: 1.6e6 / 8 * 0.9, uploadThroughput: 750e3 / 8 * 0.9, latency: 150 * 3.75 },
    'slow 3G': { downloadThroughput: 500e3 / 8 * 0.8, uploadThroughput: 500e3 / 8 * 0.8, latency: 400 * 5 },
};

function cpuMs(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function onPhone(browser, base, path, net) {
    const person = await Person.come(browser, base, { size: PHONE });
    await person.enter('督查室');
    const cdp = await person.context.newCDPSession(person.page);
    await cdp.send('Network.enable');
    await cdp.send('Network.clearBrowserCache');
    await cdp.send('Network.emulateNetworkConditions', { offline: false, ...net });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await person.page.goto(base + path, { waitUntil: 'load', timeout: 120000 });
    const times = await person.page.evaluate(async () => {
        const paint = await new Promise((tell) => {
            new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach((e) => tell(e.startTime)))
                .observe({ type: 'paint', buffered: true });
        });
        const [nav] = performance.getEntriesByType('navigation');
        const got = [nav, ...performance.getEntriesByType('resource')].reduce((sum, e) => sum + e.transferSize, 0);
        return [paint, nav.domContentLoadedEventEnd, nav.loadEventEnd, got].map(Math.round);
    });
    await person.leave();
    return times;
}

const server = await startServer(resolve(program));
const browser = await startBrowser();
try {
    const person = await Person.come(browser, server.base);
    await person.enter('督查室');
    for (const path of paths) {
        await person.goto(path);
        const nodes = await person.page.evaluate(() => document.querySelectorAll('*').length);
        const html = await (await person.context.request.get(server.base + path)).body();
        const before = cpuMs(server.pid);
        for (let i = 0; i < REQUESTS; i += 1) await person.context.request.get(server.base + path);
        const cpu = (cpuMs(server.pid) - before) / REQUESTS;
        console.log(`${path}: ${html.length} bytes, ${gzipSync(html).length} gzipped, ${nodes} nodes, ${cpu.toFixed(1)} ms of processor`);
        for (const [name, net] of Object.entries(NETS)) {
            const [paint, ready, load, got] = await onPhone(browser, server.base, path, net);
            console.log(`    phone, ${name}: first seen ${paint} ms, usable ${ready} ms, complete ${load} ms; ${got} bytes came`);
        }
    }
} finally {
    await browser.close();
    await server.stop();
}
