// The expressions of bench_feel.c once more, by npm feelin, in one run beside the program's.
//
//     node tests/bench/bench_feel.mjs build/tests/bench/bench_feel [MILLISECONDS]
//
// Both draw the same rows from the same seed (xorshift32) and answer on their own. Compared is the sum over all answers:
// of numbers, to twelve digits, as feelin reckons with binary ones; of truths, how many are true; of texts, their bytes.
//
// compile: feelin's evaluate() parses at each call, and parses alone with parseExpression(), which is what is measured;
// the tree is not yet what it runs. Ours is parsed, resolved and checked. run: feelin is given the expression as the body
// of a function, which it builds once; calls of that function are measured, so that nothing is parsed. both: evaluate(),
// what its users call.
import { execFileSync } from 'node:child_process'
import { evaluate, parseExpression } from 'feelin'

const NAMES = ['实际值', '目标值', 'x']
const ROWS = 1000
const BOOLEAN = 1
const STRING = 3
const [program, asked] = process.argv.slice(2)
const wanted = Number(asked ?? 200)

let state = 20260101
function draw(below) {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  state >>>= 0
  return state % below
}

const rows = Array.from({ length: ROWS }, () => {
  const row = NAMES.map(() => (1 + draw(99999)) / 100)
  return { args: row, context: Object.fromEntries(NAMES.map((name, i) => [name, row[i]])) }
})

// Nanoseconds of one call, of those that fit into the wanted time; once before for the compiler of the machine.
function measure(call) {
  for (const row of rows) call(row)
  let n = 0
  const begin = process.cpuUsage()
  for (;;) {
    for (const row of rows) call(row)
    n += ROWS
    const { user, system } = process.cpuUsage(begin)
    if (user + system >= wanted * 1000) return ((user + system) * 1000) / n
  }
}

function sumOf(answers, kind) {
  if (kind === STRING) return answers.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (kind === BOOLEAN) return answers.filter((is) => is === true).length
  return answers.reduce((sum, v) => sum + v, 0)
}

const times = (theirs, ours) => `${Math.round(theirs / ours)}`.padStart(5)
const lines = execFileSync(program, ['--beside', wanted], { encoding: 'utf8' }).trim().split('\n')
let failed = false
console.log('   compile ns: ours theirs times |  run ns: ours theirs times | both ns: theirs times')
for (const line of lines) {
  const [text, compileNs, runNs, sum, kind] = line.split('\t')
  const body = evaluate(`function(${NAMES.join(', ')}) ${text}`, {}).value
  const answers = rows.map(({ args }) => body.invoke(args))
  const parse = measure(({ context }) => parseExpression(text, context))
  const run = measure(({ args }) => body.invoke(args))
  const both = measure(({ context }) => evaluate(text, context))
  const theirs = sumOf(answers, Number(kind))
  const same = Math.abs(theirs - Number(sum)) <= Math.abs(theirs) * 1e-12
  failed ||= !same
  console.log(
    [compileNs, Math.round(parse)].map((v) => `${v}`.padStart(12)).join(''), times(parse, compileNs), '|',
    [runNs, Math.round(run)].map((v) => `${v}`.padStart(8)).join(''), times(run, runNs), '|',
    `${Math.round(both)}`.padStart(8), times(both, Number(compileNs) + Number(runNs)), ' ', text,
    same ? '' : `  THE ANSWERS DIFFER: ${sum}, ${theirs}`,
  )
}
console.log(failed ? 'the answers differ' : `all answers are the same: ${lines.length} expressions, ${ROWS} rows each`)
process.exit(failed ? 1 : 0)
