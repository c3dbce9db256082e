// What both rivals need: the scheme of ind.csv, the clock, and the comparison with an expected result.
//
// Scores are kept as whole numbers of ten-thousandths in doubles, so that of GPE-1's default policy (each node rounded
// half up to four decimals) every product and sum is exact and only the one division before each rounding is not.
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const SCORES = [40, 60, 75, 90, 100]

export function readScheme(folder) {
  const [, ...lines] = readFileSync(`${folder}/ind.csv`, 'utf8').trim().split('\n')
  const leaves = lines.map((line) => {
    const [k, group, dimension, method, weight, groupWeight, dimensionWeight, target, ...rest] = line.split(',').map(Number)
    return { k, group, dimension, method, weight, groupWeight, dimensionWeight, target, limits: rest.slice(0, 5), deduction: rest[5] }
  })
  return {
    leaves,
    dimensions: grouped(leaves, 'dimension').map((own) => ({ id: own[0].dimension, weight: own[0].dimensionWeight,
      groups: grouped(own, 'group').map((members) => ({ id: members[0].group, weight: members[0].groupWeight, leaves: members })) })),
  }
}

function grouped(leaves, key) {
  const groups = new Map()
  for (const leaf of leaves) groups.set(leaf[key], [...(groups.get(leaf[key]) ?? []), leaf])
  return [...groups.values()]
}

export const bands = (leaf) => SCORES.map((score, j) => ({ at: leaf.limits[j], score })).reverse()

/** The least seconds of several runs, after one that warms up: by the clock, and of processors. */
export async function leastTimes(repeats, run) {
  await run()
  const least = { full: Infinity, cpu: Infinity }
  for (let i = 0; i < repeats; i++) {
    const begin = process.hrtime.bigint()
    const spent = process.cpuUsage()
    await run()
    least.full = Math.min(least.full, Number(process.hrtime.bigint() - begin) / 1e9)
    const { user, system } = process.cpuUsage(spent)
    least.cpu = Math.min(least.cpu, (user + system) / 1e6)
  }
  return least
}

/** rows: an iterator of lines; how many lines of the expected file differ from them. */
export async function differences(rows, file) {
  let differ = 0
  const expected = createInterface({ input: createReadStream(file) })[Symbol.asyncIterator]()
  await expected.next() // the head
  for (const row of rows) if ((await expected.next()).value !== row) differ++
  if (!(await expected.next()).done) differ++
  return differ
}

/** The names of the columns of one row of votes a unit and quarter, by group: how many go at each end, and how many there are. */
export const VOTES = [['a', 1, 6], ['b', 1, 9], ['c', 2, 15]]
export const voteColumns = ([name, , n]) => Array.from({ length: n }, (_, i) => `${name}${i}`)

export const decimals = (units) => `${Math.trunc(units / 10000)}.${`${units % 10000}`.padStart(4, '0')}`
