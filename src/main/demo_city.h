/* The year of the fictional city 云澜市 as tables of values (docs/values.md), January to October 2026: the
 * same bytes on every machine (splitmix64, integers only). The organs come from demo/organs.csv, the scheme
 * is demo/scheme-2026.yaml. Neither place nor person is real.
 *
 * Stories planted (class 二类 unless said): 市财政局 leads · 市交通运输局 climbs 5 → 4 → 4 → 2 over the
 * quarters · 市文旅广体局 best in indicators, last in public appraisal · 市住建局 last, having lost 4.8
 * points of 督办落实 · 市水利局 blamed in May, commended in October for having mended it · 市残联 (三类) weak
 * indicators, best appraisal · 市气象局 (五类) nine indicators apply · 松月县 a zero too many in October's
 * investment, in a table that waits. */
#ifndef MAIN_DEMO_CITY_H
#define MAIN_DEMO_CITY_H

#include "base/arena.h"
#include "base/err.h"

#define DEMO_SEED 20261120
#define DEMO_NOW_MS INT64_C(1795136400000) /* 2026-11-20 09:00 in Shanghai */

struct demo_table {
    struct str file;   /* 2026-10 市统计局.csv */
    struct str office; /* who reports it: the short name of an organ, or 绩效办, 效能办, 督查室 */
    struct str period; /* 2026-10, 2026Q3 */
    int64_t at_ms;     /* when it was handed in */
    struct str csv;    /* UTF-8 with BOM */
    bool is_pending;   /* handed in, not imported: somebody must look at it first */
};

struct demo_city {
    const struct demo_table *table; /* in the order of at_ms */
    size_t tables;
    struct str past_csv; /* the year before: 年度, 单位, 类别, 得分, 名次, 等次 */
};

/* RC_INVALID when organs.csv is not what this program was made for. */
enum rc demo_city_make(struct arena *a, struct str organs_csv, struct demo_city *ret,
                       struct err *err) MUST_CHECK;

#endif
