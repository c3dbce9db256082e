// GPE-1 (policy displayed_halfup4) by DuckDB, in the form that was fastest of those tried.
//
//     node duckdb.mjs DIR EXPECTED THREADS REPEATS FORM OUT
//
// Its tables are loaded before the clock starts: months and units by rows, a column for each indicator, values as
// hundredths. Prints one line of JSON.
import { DuckDBInstance } from '@duckdb/node-api'
import { VOTES, bands, decimals, differences, leastTimes, readScheme, voteColumns } from './gpe1.mjs'

const [folder, expected, threads, repeats, form, out] = process.argv.slice(2)
const { leaves, dimensions } = readScheme(folder)
const number = form.includes('int') ? 'INTEGER' : 'DOUBLE'
const by = (method) => leaves.filter((l) => l.method === method).map((l) => l.k)

const round = (x) => `floor(${x} + 0.5)`
const dividing = (above, below) => round(`(${above}) / (${below})`)

const rankOf = {
  window: (k) => `dense_rank() OVER (PARTITION BY p, cls ORDER BY v${k} DESC NULLS LAST)`,
  list: (k) => `list_position(r${k}, v${k})`,
}[form.includes('window') ? 'window' : 'list']

function leafSql(l) {
  const v = `v${l.k}::DOUBLE`
  switch (l.method) {
    case 1: return `CASE WHEN v${l.k} >= ${l.target * 120} THEN 1200000 ELSE ${round(`${v} * 10000 / ${l.target}`)} END`
    case 2: return `CASE ${bands(l).map((b) => `WHEN v${l.k} >= ${b.at * 100} THEN ${b.score * 10000}`).join(' ')} WHEN v${l.k} IS NOT NULL THEN 0 END`
    case 3: return `CASE WHEN hi${l.k} = lo${l.k} AND v${l.k} IS NOT NULL THEN 1000000 ELSE 600000 + ${dividing(`(${v} - lo${l.k}) * 400000`, `hi${l.k} - lo${l.k}`)} END`
    case 4: return `CASE WHEN v${l.k} IS NOT NULL THEN greatest(400000, 1000000 - 30000 * (${rankOf(l.k)} - 1)) END`
    case 5: return `least(greatest(800000 + ${dividing(`(${v} - pv${l.k}) * 1000000`, `pv${l.k}`)}, 0), 1200000)`
    case 6: return `CASE WHEN v${l.k} >= ${6000 / l.deduction} THEN 400000 ELSE 1000000 - ${l.deduction * 100} * v${l.k} END`
    case 7: return `CASE WHEN v${l.k} <= ${l.target / 1.2 * 100} THEN 1200000 ELSE ${round(`${l.target * 100000000}::DOUBLE / ${v}`)} END`
    default: return `CASE WHEN v${l.k} > 0 THEN 0 WHEN v${l.k} IS NOT NULL THEN 1000000 END`
  }
}
// least and greatest pass over nulls; what is missing must stay so.
const guarded = (l) =>
  l.method === 5 ? `CASE WHEN v${l.k} IS NOT NULL AND pv${l.k} IS NOT NULL THEN ${leafSql(l)} END` : leafSql(l)

// Σw·s / Σw over what is there.
function mean(children) {
  const sum = children.map(([w, s]) => `coalesce(${w} * ${s}, 0)`).join(' + ')
  const weights = children.map(([w, s]) => `CASE WHEN ${s} IS NULL THEN 0 ELSE ${w} END`).join(' + ')
  return dividing(sum, `nullif(${weights}, 0)`)
}
function groupSql(g) {
  const vetoes = g.leaves.filter((l) => l.method === 8).map((l) => `l${l.k} = 0`)
  const score = mean(g.leaves.map((l) => [l.weight, `l${l.k}`]))
  return vetoes.length ? `CASE WHEN ${vetoes.join(' OR ')} THEN 0 ELSE ${score} END` : score
}

const stats = [
  ...by(3).flatMap((k) => [`min(v${k})::DOUBLE AS lo${k}`, `max(v${k})::DOUBLE AS hi${k}`]),
  ...(form.includes('list') ? by(4).map((k) => `list_reverse_sort(list(DISTINCT v${k}) FILTER (v${k} IS NOT NULL)) AS r${k}`) : []),
]
const leavesSql = `SELECT u, cls, county, city, p, ${leaves.map((l) => `${guarded(l)} AS l${l.k}`).join(', ')}
  FROM wide${stats.length ? ` JOIN (SELECT p, cls, ${stats.join(', ')} FROM wide GROUP BY p, cls) USING (p, cls)` : ''}`
const groupsSql = (from) => `SELECT u, cls, county, city, p, ${dimensions.flatMap((d) => d.groups).map((g) => `${groupSql(g)} AS g${g.id}`).join(', ')} FROM ${from}`
const dimensionsSql = (from) => `SELECT u, cls, county, city, p, ${dimensions.map((d) => `${mean(d.groups.map((g) => [g.weight, `g${g.id}`]))} AS d${d.id}`).join(', ')} FROM ${from}`
const objSql = (from) => `SELECT u, cls, county, city, p, ${mean(dimensions.map((d) => [d.weight, `d${d.id}`]))} AS obj FROM ${from}`

const trimmed = (group) => {
  const [, cut, n] = group
  const votes = voteColumns(group).join(', ')
  return cut === 1
    ? dividing(`(${voteColumns(group).join(' + ')} - least(${votes}) - greatest(${votes})) * 10000`, n - 2)
    : dividing(`list_sum(list_sort([${votes}])[${cut + 1}:${n - cut}]) * 10000`, n - 2 * cut)
}
const appSql = `SELECT u, q, floor((3 * a + 3 * b + 4 * c + 5) / 10) AS app FROM (
  SELECT u, q, ${VOTES.map((group) => `${trimmed(group)} AS ${group[0]}`).join(', ')} FROM votes)`
const itemsSql = `SELECT u, p, least(50000, coalesce(sum(pts) FILTER (slot < 2), 0)) - least(50000, coalesce(sum(pts) FILTER (slot >= 2), 0)) AS extra
  FROM items GROUP BY u, p`
const totalSql = (from) => `SELECT o.u, cls, county, city, o.p, floor((8 * obj + 2 * app + 10 * coalesce(extra, 0) + 5) / 10) AS total
  FROM (${objSql(`(${dimensionsSql(`(${groupsSql(from)})`)})`)}) o
  JOIN (${appSql}) a ON a.u = o.u AND a.q = o.p // 3 LEFT JOIN (${itemsSql}) i ON i.u = o.u AND i.p = o.p`
const rankedSql = `SELECT u, p, cls, county, city, total, rank() OVER (PARTITION BY p, cls ORDER BY total DESC) AS rank,
    count(*) OVER (PARTITION BY p, cls) AS n, floor(sum(total) OVER (PARTITION BY u ORDER BY p) / (p + 1) + 0.5) AS ytd FROM total`
const resultSql = `SELECT u, p, total, rank, CASE WHEN total < 600000 THEN 'D' WHEN rank <= 20 * n // 100 THEN 'A'
    WHEN rank <= 20 * n // 100 + 40 * n // 100 THEN 'B' ELSE 'C' END AS grade, ytd,
    rank() OVER (PARTITION BY p, cls ORDER BY ytd DESC) AS ytd_rank FROM (${rankedSql})`
const rollupSql = ['county', 'city', '0'].map((at) => `SELECT ${at} AS id, p, floor(sum(total) / count(*) + 0.5) AS mean FROM total GROUP BY ${at === '0' ? 'p' : `${at}, p`}`).join(' UNION ALL ')

const instance = await DuckDBInstance.create(':memory:', { threads, preserve_insertion_order: 'false' })
const db = await instance.connect()
if (form.includes('rows')) await db.run(`ATTACH ':memory:' AS w (ROW_GROUP_SIZE ${form.split('rows')[1]})`).then(() => db.run('USE w'))
const run = (sql) => db.run(sql)
const rows = async (sql) => (await db.runAndReadAll(sql)).getRows()

async function load() {
  const values = [...leaves.map((l) => `v${l.k}`), ...by(5).map((k) => `pv${k}`)]
  const types = ['u', 'cls', 'county', 'city', 'p'].map((n) => `'${n}': 'INTEGER'`)
  await run(`CREATE OR REPLACE TABLE wide AS SELECT u, cls, county, city, p, ${values.map((v) => `round(${v} * 100)::${number} AS ${v}`).join(', ')}
    FROM read_csv('${folder}/wide.csv', header = true, columns = {${[...types, ...values.map((v) => `'${v}': 'DOUBLE'`)].join(', ')}})`)
  await run(`CREATE OR REPLACE TABLE votes AS SELECT u, q, ${VOTES.flatMap((group) => voteColumns(group).map((c, i) => `${group[0]}[${i + 1}] AS ${c}`)).join(', ')}
    FROM (SELECT u, q, ${VOTES.map(([name], g) => `list(vote) FILTER (g = ${g}) AS ${name}`).join(', ')}
      FROM read_csv('${folder}/votes.csv', header = true, columns = {'u': 'INTEGER', 'q': 'INTEGER', 'g': 'INTEGER', 'vote': 'INTEGER'}) GROUP BY u, q)`)
  await run(`CREATE OR REPLACE TABLE items AS SELECT u, p, slot, round(pts * 10000) AS pts FROM read_csv('${folder}/items.csv', header = true, columns = {'u': 'INTEGER', 'p': 'INTEGER', 'slot': 'INTEGER', 'pts': 'DOUBLE'})`)
}
async function evaluate(keepsLeaves) {
  if (keepsLeaves) await run(`CREATE OR REPLACE TABLE leaf AS ${leavesSql}`)
  await run(`CREATE OR REPLACE TABLE total AS ${totalSql(keepsLeaves ? 'leaf' : `(${leavesSql})`)}`)
  await run(`CREATE OR REPLACE TABLE result AS ${resultSql}`)
  await run(`CREATE OR REPLACE TABLE rollup AS ${rollupSql}`)
}
async function write() {
  const text = (x) => `printf('%d.%04d', (${x} // 10000)::INTEGER, (${x} % 10000)::INTEGER)`
  await run(`COPY (SELECT u, p AS month, ${text('total')} AS total, rank, grade, ${text('ytd')} AS ytd, ytd_rank FROM result ORDER BY p, u) TO '${out}' (HEADER)`)
  await run(`COPY (SELECT u, p, unnest([${leaves.map((l) => l.k)}]) AS leaf, unnest([${leaves.map((l) => `l${l.k} / 10000`)}]) AS score FROM leaf ORDER BY p, u) TO '${out}.leaves' (HEADER)`)
  await run(`COPY rollup TO '${out}.rollup' (HEADER)`)
}

await load()
const { full, cpu } = await leastTimes(repeats, () => evaluate(true))
const { full: lean } = await leastTimes(repeats, () => evaluate(false))
const lines = (await rows('SELECT u, p, total, rank, grade, ytd, ytd_rank FROM result ORDER BY p, u'))
  .map(([u, p, total, rank, grade, ytd, ytdRank]) => [u, p, decimals(total), rank, grade, decimals(ytd), ytdRank].join())
const differ = await differences(lines, expected)
let files = null
if (out) {
  const begin = process.hrtime.bigint()
  await load()
  await evaluate(true)
  await write()
  files = Number(process.hrtime.bigint() - begin) / 1e9
}
console.log(JSON.stringify({ engine: 'DuckDB', form, threads: Number(threads), full, cpu, lean, differ, rows: lines.length, files,
  peak_mb: process.resourceUsage().maxRSS / 1024 }))
