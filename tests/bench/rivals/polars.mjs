// GPE-1 (policy displayed_halfup4) by Polars, in the form that was fastest of those tried.
//
//     POLARS_MAX_THREADS=2 node polars.mjs DIR EXPECTED REPEATS FORM [OUT]
//
// Frames are loaded and expressions built before the clock starts: months and units by rows, a column for each indicator,
// values as hundredths. Prints one line of JSON.
import pl from 'nodejs-polars'
import { VOTES, bands, decimals, differences, leastTimes, readScheme, voteColumns } from './gpe1.mjs'

const [folder, expected, repeats, form, out] = process.argv.slice(2)
const { leaves, dimensions } = readScheme(folder)
const by = (method) => leaves.filter((l) => l.method === method).map((l) => l.k)
const { col, lit, when } = pl

const round = (x) => x.plus(0.5).floor()
const sum = (all) => all.reduce((a, b) => a.plus(b))

// With the key of class and month: `over` it; or joined from a frame of one row a class.
const joined = form === 'join'
const lowest = (k) => (joined ? col(`lo${k}`) : col(`v${k}`).min().over('key'))
const highest = (k) => (joined ? col(`hi${k}`) : col(`v${k}`).max().over('key'))

function leafOf(l) {
  const v = col(`v${l.k}`)
  const band = bands(l).reverse()
  switch (l.method) {
    case 1: return round(v.mul(10000).div(l.target)).clip(0, 1200000)
    case 2: return sum(band.map((b, j) => v.gtEq(b.at * 100).cast(pl.Float64).mul(10000 * (b.score - (j ? band[j - 1].score : 0)))))
    case 3: {
      const range = highest(l.k).minus(lowest(l.k))
      return when(range.eq(0).and(v.isNotNull())).then(lit(1000000)).otherwise(round(v.minus(lowest(l.k)).mul(400000).div(range)).plus(600000))
    }
    case 4: return lit(1030000).minus(v.rank({ method: 'dense', descending: true }).over('key').cast(pl.Float64).mul(30000)).clip(400000, 1000000)
    case 5: return round(v.minus(col(`pv${l.k}`)).mul(1000000).div(col(`pv${l.k}`))).plus(800000).clip(0, 1200000)
    case 6: return lit(1000000).minus(v.mul(l.deduction * 100)).clip(400000, 1000000)
    case 7: return round(lit(l.target * 100000000).div(v)).clip(0, 1200000)
    default: return when(v.gt(0)).then(lit(0)).otherwise(when(v.isNotNull()).then(lit(1000000)).otherwise(lit(null)))
  }
}
function meanOf(children) {
  const above = sum(children.map(([w, name]) => col(name).mul(w).fillNull(0)))
  const below = sum(children.map(([w, name]) => col(name).isNotNull().cast(pl.Float64).mul(w)))
  return round(when(below.gt(0)).then(above.div(below)).otherwise(lit(null)))
}
function groupOf(g) {
  const vetoes = g.leaves.filter((l) => l.method === 8).map((l) => col(`l${l.k}`).eq(0).fillNull(false))
  const score = meanOf(g.leaves.map((l) => [l.weight, `l${l.k}`]))
  return vetoes.length ? when(vetoes.reduce((a, b) => a.or(b))).then(lit(0)).otherwise(score) : score
}
function trimmedOf(group) {
  const [, cut, n] = group
  const votes = voteColumns(group).map((c) => col(c))
  const rest = cut === 1 ? sum(votes).minus(pl.minHorizontal(votes)).minus(pl.maxHorizontal(votes))
    : pl.concatList(votes).lst.sort().lst.slice(cut, n - 2 * cut).lst.sum()
  return round(rest.mul(10000).div(n - 2 * cut))
}
const appOf = (frame) => frame.lazy().select(col('u'), col('q'), ...APP)
  .select(col('u'), col('q'), col('a').mul(3).plus(col('b').mul(3)).plus(col('c').mul(4)).plus(5).div(10).floor().alias('app'))

function load() {
  const types = Object.fromEntries(leaves.flatMap((l) => [[`v${l.k}`, pl.Float64], [`pv${l.k}`, pl.Float64]]))
  const values = [...leaves.map((l) => `v${l.k}`), ...by(5).map((k) => `pv${k}`)]
  const raw = pl.readCSV(`${folder}/wide.csv`, { inferSchemaLength: 0, dtypes: types })
  const whole = ['u', 'cls', 'county', 'city', 'p'].map((n) => col(n).cast(pl.Int64))
  const wide = raw.lazy().select(...whole, ...values.map((v) => round(col(v).cast(pl.Float64).mul(100)).alias(v)))
    .withColumns(col('p').mul(1000000).plus(col('cls')).cast(pl.UInt32).alias('key'), col('p').div(3).floor().cast(pl.Int64).alias('q')).collectSync()
  const votes = pl.readCSV(`${folder}/votes.csv`).toRecords()
  const rows = new Map()
  for (const { u, q, g, vote } of votes) {
    const at = u * 100 + q
    if (!rows.has(at)) rows.set(at, { u, q, ...Object.fromEntries(VOTES.map(([name]) => [name, []])) })
    rows.get(at)[VOTES[g][0]].push(vote)
  }
  const every = [...rows.values()]
  const frame = { u: every.map((r) => r.u), q: every.map((r) => r.q) }
  for (const group of VOTES) voteColumns(group).forEach((c, i) => (frame[c] = every.map((r) => r[group[0]][i])))
  const items = pl.readCSV(`${folder}/items.csv`).lazy()
    .select(col('u'), col('p'), col('slot'), round(col('pts').mul(10000)).alias('pts')).collectSync()
  const keyed = pl.DataFrame(frame).lazy().select(col('u').cast(pl.Int64), col('q').cast(pl.Int64), ...VOTES.flatMap(voteColumns).map((c) => col(c))).collectSync()
  return { wide, votes: keyed, items }
}

const KEYS = ['u', 'cls', 'county', 'city', 'p', 'q', 'key'].map((n) => col(n))
const STATS = by(3).flatMap((k) => [col(`v${k}`).min().alias(`lo${k}`), col(`v${k}`).max().alias(`hi${k}`)])
const LEAVES = leaves.map((l) => leafOf(l).alias(`l${l.k}`))
const GROUPS = dimensions.flatMap((d) => d.groups).map((g) => groupOf(g).alias(`g${g.id}`))
const DIMENSIONS = dimensions.map((d) => meanOf(d.groups.map((g) => [g.weight, `g${g.id}`])).alias(`d${d.id}`))
const OBJ = meanOf(dimensions.map((d) => [d.weight, `d${d.id}`])).alias('obj')
const APP = VOTES.map((group) => trimmedOf(group).alias(group[0]))

function leavesPlan({ wide }) {
  const base = joined && STATS.length ? wide.lazy().join(wide.lazy().groupBy('key').agg(...STATS), { on: 'key' }) : wide.lazy()
  return base.select(...KEYS, ...LEAVES)
}
function totalPlan(from, { votes, items }) {
  const extra = items.lazy().groupBy(['u', 'p']).agg(
    col('pts').filter(col('slot').lt(2)).sum().alias('plus'), col('pts').filter(col('slot').gtEq(2)).sum().alias('minus'))
    .select(col('u').cast(pl.Int64), col('p').cast(pl.Int64), col('plus').clip(0, 50000).minus(col('minus').clip(0, 50000)).alias('extra'))
  return from
    .select(...KEYS, ...GROUPS).select(...KEYS, ...DIMENSIONS).select(...KEYS, OBJ)
    .join(appOf(votes), { on: ['u', 'q'] })
    .join(extra, { on: ['u', 'p'], how: 'left' })
    .withColumn(col('obj').mul(8).plus(col('app').mul(2)).plus(col('extra').fillNull(0).mul(10)).plus(5).div(10).floor().alias('total'))
}
function resultPlan(total) {
  const ranked = (name) => col(name).rank({ method: 'min', descending: true }).over('key')
  const first = col('n').mul(20).div(100).floor()
  return total.sort(['p', 'u'])
    .withColumns(ranked('total').alias('rank'), pl.len().over('key').alias('n'),
      round(col('total').cumSum().over('u').div(col('p').plus(1))).alias('ytd'))
    .withColumns(ranked('ytd').alias('ytd_rank'), col('rank').cast(pl.Float64).alias('r'), first.alias('first'), first.plus(col('n').mul(40).div(100).floor()).alias('second'))
    .select(...KEYS, col('total'), col('rank'),
      when(col('total').lt(600000)).then(lit('D')).otherwise(when(col('r').ltEq(col('first'))).then(lit('A'))
        .otherwise(when(col('r').ltEq(col('second'))).then(lit('B')).otherwise(lit('C')))).alias('grade'),
      col('ytd'), col('ytd_rank'))
}
const rollupPlan = (total, at) => total.groupBy(at === 'province' ? ['p'] : [at, 'p'])
  .agg(round(col('total').sum().div(col('total').count())).alias('mean'))

function evaluate(data, keepsLeaves) {
  const own = keepsLeaves ? leavesPlan(data).collectSync() : null
  const total = totalPlan(keepsLeaves ? own.lazy() : leavesPlan(data), data).select(...KEYS, col('total')).collectSync()
  const result = resultPlan(total.lazy()).collectSync()
  const rollups = ['county', 'city', 'province'].map((at) => rollupPlan(total.lazy(), at).collectSync())
  return { leaves: own, result, rollups }
}
function write({ leaves: own, result, rollups }) {
  const units = (name) => col(name).div(10000).alias(name)
  result.lazy().select(col('u'), col('p').alias('month'), units('total'), col('rank'), col('grade'), units('ytd'), col('ytd_rank')).collectSync()
    .writeCSV(out, { floatPrecision: 4 })
  own.lazy().select(col('u'), col('p'), ...leaves.map((l) => units(`l${l.k}`))).collectSync().unpivot(['u', 'p'], leaves.map((l) => `l${l.k}`))
    .writeCSV(`${out}.leaves`, { floatPrecision: 4 })
  rollups.forEach((r, i) => r.writeCSV(`${out}.rollup${i}`))
}

const data = load()
const { full, cpu } = await leastTimes(repeats, () => evaluate(data, true))
const { full: lean } = await leastTimes(repeats, () => evaluate(data, false))
const lines = evaluate(data, false).result.toRecords()
  .map((r) => [r.u, r.p, decimals(r.total), r.rank, r.grade, decimals(r.ytd), r.ytd_rank].join())
const differ = await differences(lines, expected)
let files = null
if (out) {
  const begin = process.hrtime.bigint()
  write(evaluate(load(), true))
  files = Number(process.hrtime.bigint() - begin) / 1e9
}
console.log(JSON.stringify({ engine: 'Polars', form, threads: Number(process.env.POLARS_MAX_THREADS ?? 0), full, cpu, lean, differ,
  rows: lines.length, files, peak_mb: process.resourceUsage().maxRSS / 1024 }))
