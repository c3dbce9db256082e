// The due dates of bench_calendar.c once more, by npm chinese-days, in one run beside the program's.
//
//     node tests/bench/bench_calendar.mjs build/tests/bench/bench_calendar [MATTERS]
//
// Both draw the same matters from the same seed (xorshift32) and count on their own. Compared is the sum over all
// answers, in their order: sum * 31 + YYYYMMDD, modulo 2^32; it differs when one answer does, and the run ends with 1.
//
// plain: chinese-days has the question itself: findWorkday(n, day).
// pauses: it knows none, so it is given the same work by the cheapest of its functions that can do it: the end without
// pauses, then one working day more (findWorkday(1, …)) for each working day (isWorkday) that a pause takes out of the
// term, until no more comes in. Days that two pauses share are counted once, as the law has it.
import { execFileSync } from 'node:child_process'
import chineseDays from 'chinese-days'

const { findWorkday, isWorkday } = chineseDays
const DAY_MS = 86400000
const PAUSES_MOST = 3
const [program, asked] = process.argv.slice(2)
const matters = Number(asked ?? 20000)

let state = 0
function draw(below) {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  state >>>= 0
  return state % below
}

const iso = (ms) => new Date(ms).toISOString().slice(0, 10)
const ms = (day) => Date.parse(day)

function drawMatter(hasPauses) {
  const from = Date.UTC(2007, 0, 1) + draw(7305) * DAY_MS
  const workdays = 1 + draw(60)
  const pauses = []
  for (let n = hasPauses ? draw(PAUSES_MOST + 1) : 0; n > 0; n--) {
    const first = from + draw(60) * DAY_MS
    pauses.push([first, first + draw(20) * DAY_MS])
  }
  return { from: iso(from), workdays, pauses }
}

// The days of all pauses after the start, each once, in order.
function pausedDays({ from, pauses }) {
  const days = []
  for (const [first, last] of pauses) for (let d = first; d <= last; d += DAY_MS) if (d > ms(from)) days.push(iso(d))
  return [...new Set(days)].sort()
}

function due(matter) {
  let end = findWorkday(matter.workdays, matter.from)
  const paused = pausedDays(matter).filter((day) => isWorkday(day))
  for (const day of paused) if (day <= end) end = findWorkday(1, end)
  return end
}

function run(hasPauses) {
  state = 20260101
  const drawn = Array.from({ length: matters }, () => drawMatter(hasPauses))
  const begin = process.cpuUsage()
  let sum = 0
  for (const matter of drawn) {
    const end = hasPauses ? due(matter) : findWorkday(matter.workdays, matter.from)
    sum = (Math.imul(sum, 31) + Number(end.replaceAll('-', ''))) >>> 0
  }
  const { user, system } = process.cpuUsage(begin)
  return { sum, rate: (matters * 1e6) / (user + system) }
}

const ours = execFileSync(program, ['--beside', matters], { encoding: 'utf8' }).trim().split('\n')
let failed = false
for (const line of ours) {
  const [kind, , rate, sum] = line.split(' ')
  const theirs = run(kind === 'pauses')
  const same = theirs.sum === Number(sum)
  failed ||= !same
  console.log(
    `${kind.padEnd(6)} ${matters} matters: kaocheng ${(rate / 1e6).toFixed(2)} million/s, chinese-days ` +
      `${Math.round(theirs.rate)}/s, ${Math.round(rate / theirs.rate)} times; ` +
      (same ? `all answers are the same (sum ${theirs.sum.toString(16)})` : `the answers differ: ${sum}, ${theirs.sum}`),
  )
}
process.exit(failed ? 1 : 0)
