/* /scores/{organ}/{node}: one number, opened to its evidence. */
#ifndef WEB_VIEWS_INDICATOR_H
#define WEB_VIEWS_INDICATOR_H

#include "web/views/unit.h"
#include "web/views/work_fact.h"

/* What of the class went into the number: 最大值 41.2, 本单位名次 3/12. */
struct stat_row {
    struct str name, value;
    struct str organ; /* whose value it is; of a measure: its id in formulas; n = 0 */
    struct str url;   /* of the number that the value is; n = 0 */
};

/* A fact of the arithmetic, exactly. */
struct fact_row {
    struct str name, value; /* value n = 0: those below it, one deeper */
    int depth;
};

/* A step of the calculation in the order in which it is done. */
struct step_row {
    struct str what;   /* 与目标值之比 */
    struct str with;   /* 4,120 ÷ 4,500 */
    struct str result; /* 0.9156 */
};

struct input_row {
    struct str measure;            /* 招商到位资金 */
    struct str period;             /* 2026-10 */
    struct str value, unit;        /* 4,120; 万元. value n = 0: nothing was reported */
    struct str by, at;             /* who entered it, when */
    struct str entry, entry_url;   /* number and page of the ledger entry */
    struct str source, source_url; /* the import it came with: file, row */
    bool is_used;                  /* went into the calculation */
};

struct indicator_view {
    struct shell_view shell;
    struct str organ;
    struct str name, code;
    struct str class_name, period;
    struct str scheme_name, scheme_url;
    struct str clause;          /* the rule it stands on */
    const struct crumb *crumbs; /* ranking, unit, parent nodes, this node */
    size_t crumbs_n;
    struct str score, full, lost, rank;
    struct str words;               /* the formula in words */
    struct str formula;             /* with names: 权重 × min(完成值 ÷ 目标值, 1) */
    struct str numbers;             /* with numbers put in: 8 × min(4,120 ÷ 4,500, 1) = 7.32 */
    struct str table;               /* the decision table, as it stands in the scheme */
    struct str rounding;            /* 四舍五入，保留两位小数 */
    struct str note;                /* missing values, caps, vetoes that took effect */
    struct str engine, fingerprint; /* version of the arithmetic; of the result */
    const struct step_row *steps;
    size_t steps_n;
    const struct stat_row *stats;
    size_t stats_n;
    const struct node_row *children; /* a node that is the sum of others */
    size_t children_n;
    bool is_weighted;
    const struct input_row *inputs;
    size_t inputs_n;
    bool is_derived;                    /* from what nobody reports: scores, fixed values */
    const struct work_fact_row *behind; /* the facts that were counted */
    size_t behind_n, behind_more;       /* more: that are not listed */
    const struct fact_row *facts;
    size_t facts_n;
    bool has_more_facts; /* than are shown; the file has them all */
    struct str json_url;
};

#endif
