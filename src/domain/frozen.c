/* Values are written from what the computation holds, not from the tables that brought them: what it could
 * not see is not there, what it could see is there in one spelling. Reading is strict on purpose. A frozen
 * result must mean the same in ten years, so it may not lean on the reader of people's tables, which grows
 * kinder with every version.
 *
 * Rejected: freezing the uploaded files themselves (their meaning would depend on that reader), and binary
 * forms (nobody could look). */
#include "domain/frozen.h"

#include <inttypes.h>

#include "base/fixed.h"
#include "base/json.h"
#include "gen/sql.h"
#include "ledger/canon.h"
#include "score/formula.h"
#include "table/csv.h"
#include "table/pack.h"

#define MANIFEST_FORMAT STR("kaocheng.frozen/1")

/* ---- values.csv ---- */

/* As in docs/values.md, so that the program's other commands read it too. */
enum { UNIT, MEASURE, PERIOD, VALUE, GROUP, ITEM, NO, BASIS, POINTS, COUNT, BATCH, EXCLUDED, COLUMNS };
#define PLAIN_COLUMNS BATCH /* so many when no vote has a batch: what was frozen before there were any */
static const struct str HEAD[COLUMNS] = {
    [UNIT] = STR_INIT("单位"),  [MEASURE] = STR_INIT("指标"), [PERIOD] = STR_INIT("期间"),
    [VALUE] = STR_INIT("数值"), [GROUP] = STR_INIT("组别"),   [ITEM] = STR_INIT("事项"),
    [NO] = STR_INIT("编号"),    [BASIS] = STR_INIT("依据"),   [POINTS] = STR_INIT("分值"),
    [COUNT] = STR_INIT("次数"), [BATCH] = STR_INIT("批次"),   [EXCLUDED] = STR_INIT("不计原因"),
};

struct writing {
    const struct scheme *s;
    const struct values *v;
    struct window counted;
    struct arena *a;
    struct csv csv;
    int columns;
};

static struct str unit_name(const struct scheme *s, int unit)
{
    return scheme_unit_find(s, s->units[unit].name) == unit ? s->units[unit].name : s->units[unit].id;
}

static void put_row(struct writing *w, int measure, int unit, int month, const struct str *cell)
{
    const struct measure *m = &w->s->measures[measure];
    csv_cell(&w->csv, unit_name(w->s, unit));
    csv_cell(&w->csv, m->id);
    csv_cell(&w->csv, window_write(w->a, window_of(m->per, month)));
    for (int i = VALUE; i < w->columns; i++)
        csv_cell(&w->csv, cell[i]);
    csv_end(&w->csv);
}

/* A number as reported, the id of a level, or the fraction that was fed. */
static struct str number_text(const struct writing *w, int measure, int unit, int month)
{
    const struct measure *m = &w->s->measures[measure];
    int64_t v = values_get(w->v, measure, unit, month);
    struct value_number number;
    if (m->kind == MEASURE_LEVEL)
        return m->levels[v].id;
    if (!measure_is_fed(m))
        return fixed_write(w->a, v, m->decimals);
    if (!values_number(w->v, measure, unit, month, &number))
        return (struct str){0};
    return arena_printf(w->a, "%" PRId64 "/%" PRId64, number.n, number.d);
}

static void put_numbers(struct writing *w, int measure, int unit)
{
    const struct measure *m = &w->s->measures[measure];
    struct window reach = measure_reach(m, w->counted);
    int months = period_months(m->per), end = reach.first + reach.months;
    int from = reach.first - 12 * FORMULA_YEARS_MAX;
    for (int month = from - from % months; month < end; month += months) {
        struct str cell[COLUMNS] = {{0}};
        if (values_get(w->v, measure, unit, month) == VALUE_MISSING ||
            !measure_counts(m, w->counted, (struct window){month, months}))
            continue;
        cell[VALUE] = number_text(w, measure, unit, month);
        put_row(w, measure, unit, month, cell);
    }
}

static void put_ballots(struct writing *w, int measure, int unit)
{
    const struct measure *m = &w->s->measures[measure];
    int64_t n = 0;
    for (const struct ballot_row *r = values_ballots(w->v, measure, unit); r; r = r->next) {
        struct str cell[COLUMNS] = {{0}};
        if (!measure_counts(m, w->counted, (struct window){r->month, period_months(m->per)}))
            continue;
        if (r->group >= 0)
            cell[GROUP] = m->groups[r->group];
        if (r->level >= 0)
            cell[ITEM] = m->levels[r->level].id;
        cell[VALUE] = r->level >= 0 ? arena_printf(w->a, "%" PRId64, r->count)
                                    : fixed_write(w->a, r->vote, m->decimals);
        if (r->level < 0 && r->count != 1)
            cell[COUNT] = arena_printf(w->a, "%" PRId64, r->count);
        cell[NO] = arena_printf(w->a, "%" PRId64, ++n); /* tells equal votes apart */
        cell[BATCH] = r->of->batch;
        cell[EXCLUDED] = r->of->excluded;
        put_row(w, measure, unit, r->month, cell);
    }
}

static void put_events(struct writing *w, int measure, int unit)
{
    const struct measure *m = &w->s->measures[measure];
    for (const struct event_row *r = values_events(w->v, measure, unit); r; r = r->next) {
        struct str count = arena_printf(w->a, "%" PRId64, r->e.count);
        struct str cell[COLUMNS] = {[ITEM] = r->e.item, [NO] = r->e.matter, [BASIS] = r->e.basis};
        if (!measure_counts(m, w->counted, (struct window){r->month, period_months(m->per)}))
            continue;
        if (r->e.points == VALUE_MISSING) {
            cell[VALUE] = count;
        } else {
            cell[POINTS] = fixed_write(w->a, r->e.points, m->decimals);
            cell[COUNT] = count;
        }
        put_row(w, measure, unit, r->month, cell);
    }
}

static bool has_batches(const struct score_result *r)
{
    for (int m = 0; m < r->scheme->measures_count; m++)
        for (int u = 0; r->scheme->measures[m].kind == MEASURE_BALLOTS && u < r->scheme->units_count; u++)
            for (const struct ballot_row *b = values_ballots(r->values, m, u); b; b = b->next)
                if (b->of->batch.n || b->of->excluded.n)
                    return true;
    return false;
}

void frozen_values_write(const struct score_result *r, struct buf *out)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    struct writing w = {
        .s = r->scheme, .v = r->values, .counted = r->counted, .a = a, .csv = csv_to(out, true)};
    w.columns = has_batches(r) ? COLUMNS : PLAIN_COLUMNS;
    for (int i = 0; i < w.columns; i++)
        csv_cell(&w.csv, HEAD[i]);
    csv_end(&w.csv);
    for (int m = 0; m < w.s->measures_count; m++) {
        if (!measure_is_stored(&w.s->measures[m]))
            continue;
        for (int u = 0; u < w.s->units_count; u++) {
            if (w.s->measures[m].kind == MEASURE_BALLOTS)
                put_ballots(&w, m, u);
            else if (w.s->measures[m].kind == MEASURE_EVENTS)
                put_events(&w, m, u);
            else
                put_numbers(&w, m, u);
        }
        arena_reset(a);
    }
}

/* What stands between quotes, "" being one of them. *rest begins behind the first. */
static bool read_quoted(struct arena *a, struct str *rest, struct str *ret)
{
    size_t n = 0, inner = 0;
    for (; n < rest->n && (rest->p[n] != '"' || (n + 1 < rest->n && rest->p[n + 1] == '"')); n++)
        if (rest->p[n] == '"') {
            inner++;
            n++;
        }
    if (n >= rest->n)
        return false;
    *ret = str_sub(*rest, 0, n);
    if (inner) {
        char *out = arena_alloc(a, n);
        size_t k = 0;
        for (size_t i = 0; i < n; i++) {
            out[k++] = rest->p[i];
            i += rest->p[i] == '"';
        }
        *ret = str_of(out, k);
    }
    *rest = str_sub(*rest, n + 1, rest->n);
    return true;
}

/* One cell: plain up to the comma, or quoted. The ' that keeps a spreadsheet from running a text is taken off
 * again. */
static bool read_cell(struct arena *a, struct str *rest, struct str *ret)
{
    size_t n = 0;
    if (str_starts(*rest, STR("\""))) {
        *rest = str_sub(*rest, 1, rest->n);
        if (!read_quoted(a, rest, ret))
            return false;
    } else {
        while (n < rest->n && rest->p[n] != ',' && rest->p[n] != '\r' && rest->p[n] != '\n')
            n++;
        *ret = str_sub(*rest, 0, n);
        *rest = str_sub(*rest, n, rest->n);
    }
    if (ret->n > 1 && ret->p[0] == '\'' && memchr("=+-@\t\r", ret->p[1], 6))
        *ret = str_sub(*ret, 1, ret->n);
    return true;
}

static bool read_line(struct arena *a, struct str *rest, int columns, struct str cell[COLUMNS])
{
    for (int i = columns; i < COLUMNS; i++)
        cell[i] = (struct str){0};
    for (int i = 0; i < columns; i++) {
        if (!read_cell(a, rest, &cell[i]))
            return false;
        if (i + 1 < columns && !str_starts(*rest, STR(",")))
            return false;
        if (i + 1 < columns)
            *rest = str_sub(*rest, 1, rest->n);
    }
    if (!str_starts(*rest, STR("\r\n")))
        return false;
    *rest = str_sub(*rest, 2, rest->n);
    return true;
}

static bool read_number(struct str s, int digits, int64_t *ret)
{
    return fixed_read(s, digits, ret) == FIXED_OK;
}

static bool read_ballot(const struct measure *m, const struct str *cell, struct ballot *ret)
{
    *ret = (struct ballot){.group = m->groups_count ? -2 : -1,
                           .level = -1,
                           .count = 1,
                           .batch = cell[BATCH],
                           .excluded = cell[EXCLUDED]};
    for (int i = 0; i < m->groups_count; i++)
        if (str_eq(m->groups[i], cell[GROUP]))
            ret->group = i;
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].id, cell[ITEM]))
            ret->level = i;
    if (m->levels_count)
        return ret->level >= 0 && read_number(cell[VALUE], 0, &ret->count);
    return read_number(cell[VALUE], m->decimals, &ret->vote) &&
           (cell[COUNT].n == 0 || read_number(cell[COUNT], 0, &ret->count));
}

static bool read_event(const struct measure *m, const struct str *cell, struct event *ret)
{
    *ret =
        (struct event){.item = cell[ITEM], .matter = cell[NO], .basis = cell[BASIS], .points = VALUE_MISSING};
    if (cell[POINTS].n == 0)
        return read_number(cell[VALUE], 0, &ret->count);
    return read_number(cell[POINTS], m->decimals, &ret->points) && read_number(cell[COUNT], 0, &ret->count);
}

static enum rc apply_number(struct values *v, int measure, int unit, int month, struct str text,
                            struct err *err)
{
    const struct measure *m = &values_scheme(v)->measures[measure];
    struct value_number number = {0, 1};
    size_t slash = str_find(text, '/');
    for (int i = 0; m->kind == MEASURE_LEVEL && i < m->levels_count; i++)
        if (str_eq(m->levels[i].id, text)) {
            number.n = i;
            return m->source ? values_feed(v, measure, unit, month, number, err)
                             : values_set(v, measure, unit, month, i, err);
        }
    if (m->kind == MEASURE_LEVEL)
        return RC_INVALID;
    if (!measure_is_fed(m))
        return read_number(text, m->decimals, &number.n) ? values_set(v, measure, unit, month, number.n, err)
                                                         : RC_INVALID;
    bool is_good = slash < text.n && read_number(str_sub(text, 0, slash), 0, &number.n) &&
                   read_number(str_sub(text, slash + 1, text.n), 0, &number.d) && number.d > 0;
    return is_good ? values_feed(v, measure, unit, month, number, err) : RC_INVALID;
}

static enum rc apply(const struct scheme *s, const struct str *cell, struct values *v, struct err *err)
{
    int measure = scheme_measure_find(s, cell[MEASURE]), unit = scheme_unit_find(s, cell[UNIT]);
    struct window w;
    struct ballot b;
    struct event e;
    if (measure < 0 || unit < 0 || window_read(cell[PERIOD], &w, err) != RC_OK ||
        w.months != period_months(s->measures[measure].per))
        return RC_INVALID;
    const struct measure *m = &s->measures[measure];
    if (m->kind == MEASURE_BALLOTS)
        return read_ballot(m, cell, &b) ? values_add_ballot(v, measure, unit, w.first, b, err) : RC_INVALID;
    if (m->kind == MEASURE_EVENTS)
        return read_event(m, cell, &e) ? values_add_event(v, measure, unit, w.first, e, err) : RC_INVALID;
    return apply_number(v, measure, unit, w.first, cell[VALUE], err);
}

/* By the commas of the head, which has no others. */
static int columns_of(struct str csv)
{
    int n = 1;
    for (size_t i = 0; i < csv.n && csv.p[i] != '\r'; i++)
        n += csv.p[i] == ',';
    return n == COLUMNS ? COLUMNS : PLAIN_COLUMNS;
}

enum rc frozen_values_read(struct arena *a, const struct scheme *s, struct str csv, struct values **ret,
                           struct err *err)
{
    struct str cell[COLUMNS], bom = STR("\xEF\xBB\xBF");
    struct values *v;
    int line = 1;
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    ASSERT(scratch != NULL);
    enum rc rc = values_new(a, s, &v, err);
    if (rc != RC_OK)
        return rc;
    bool is_good = str_starts(csv, bom);
    csv = str_sub(csv, bom.n, csv.n);
    int columns = columns_of(csv);
    is_good = is_good && read_line(scratch, &csv, columns, cell);
    for (int i = 0; i < columns && is_good; i++)
        is_good = str_eq(cell[i], HEAD[i]);
    while (is_good && csv.n) {
        struct err why = {0};
        line++;
        is_good = read_line(scratch, &csv, columns, cell);
        rc = is_good ? apply(s, cell, v, &why) : RC_OK;
        if (rc == RC_NO_MEMORY)
            return FAIL(err, RC_NO_MEMORY, "score.no_memory", "line %d", line);
        is_good = is_good && rc == RC_OK;
        arena_reset(scratch);
    }
    if (!is_good) {
        (void)FAIL(err, RC_INVALID, "frozen.values_unfit", "line %d", line);
        return err_arg(err, 0, arena_printf(a, "%d", line));
    }
    *ret = v;
    return RC_OK;
}

/* ---- the manifest ---- */

static struct str taken(struct arena *a, struct buf *b)
{
    ASSERT(!b->failed);
    return arena_str(a, buf_str(b));
}

static struct str hex_of(struct arena *a, struct str bytes) { return hash_hex(a, hash_of(bytes)); }

static struct str manifest_write(struct arena *a, const struct frozen_manifest *m)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    json_object(&j);
    json_key(&j, STR("engine"));
    json_int(&j, m->engine);
    json_key(&j, STR("format"));
    json_str(&j, MANIFEST_FORMAT);
    json_key(&j, STR("result"));
    json_str(&j, m->result);
    json_key(&j, STR("scheme"));
    json_str(&j, m->scheme);
    json_key(&j, STR("scheme_code"));
    json_str(&j, m->code);
    json_key(&j, STR("scheme_version"));
    json_int(&j, m->version);
    json_key(&j, STR("values"));
    json_str(&j, m->values);
    json_key(&j, STR("window"));
    json_str(&j, m->window);
    json_object_end(&j);
    return taken(a, &out);
}

enum rc frozen_manifest_read(struct arena *a, struct str manifest, struct frozen_manifest *ret,
                             struct err *err)
{
    const struct canon *c = NULL;
    struct err why;
    if (canon_read(manifest, a, &c, &why) != RC_OK || !str_eq(canon_text(c, STR("format")), MANIFEST_FORMAT))
        return FAIL(err, RC_INVALID, "frozen.manifest_unfit", "%zu bytes", manifest.n);
    *ret = (struct frozen_manifest){.engine = canon_int(c, STR("engine"), -1),
                                    .version = canon_int(c, STR("scheme_version"), -1),
                                    .code = canon_text(c, STR("scheme_code")),
                                    .window = canon_text(c, STR("window")),
                                    .scheme = canon_text(c, STR("scheme")),
                                    .values = canon_text(c, STR("values")),
                                    .result = canon_text(c, STR("result"))};
    /* A member more or less, or of another type, would be another fingerprint of the same thing. */
    if (!str_eq(manifest_write(a, ret), manifest))
        return FAIL(err, RC_INVALID, "frozen.manifest_unfit", "not as it is written");
    return RC_OK;
}

struct str frozen_fingerprint(struct arena *a, const struct frozen_files *f)
{
    return hex_of(a, f->manifest);
}

/* ---- making and checking ---- */

/* What the bytes say, computed. */
static enum rc recompute(struct arena *a, const struct frozen_files *f, struct str window,
                         const struct score_result **ret, struct err *err)
{
    struct problems *problems = ARENA_NEW(a, struct problems);
    const struct scheme *s;
    struct values *v;
    struct window w;
    problems->arena = a;
    enum rc rc = scheme_read(a, f->scheme, problems, &s, err);
    if (rc == RC_OK)
        rc = frozen_values_read(a, s, f->values, &v, err);
    if (rc == RC_OK)
        rc = window_read(window, &w, err);
    return rc == RC_OK ? score_compute(s, v, w, a, ret, err) : rc;
}

static struct str result_bytes(struct arena *a, const struct score_result *r)
{
    struct buf out CLEANUP(buf_release) = {0};
    score_write_json(r, &out);
    return taken(a, &out);
}

enum rc frozen_make(struct arena *a, struct str scheme_text, struct str code, int64_t version,
                    const struct score_result *r, struct frozen_files *ret, struct err *err)
{
    struct buf values CLEANUP(buf_release) = {0};
    const struct score_result *again;
    frozen_values_write(r, &values);
    struct frozen_files f = {
        .scheme = scheme_text, .values = taken(a, &values), .result = result_bytes(a, r)};
    struct frozen_manifest m = {.engine = KC_ENGINE_VERSION,
                                .version = version,
                                .code = code,
                                .window = window_write(a, r->window),
                                .scheme = hex_of(a, f.scheme),
                                .values = hex_of(a, f.values),
                                .result = hex_of(a, f.result)};
    f.manifest = manifest_write(a, &m);
    enum rc rc = recompute(a, &f, m.window, &again, err);
    if (rc == RC_NO_MEMORY)
        return rc;
    if (rc != RC_OK || !str_eq(result_bytes(a, again), f.result))
        return FAIL(err, RC_INVALID, "frozen.not_reproducible", "rc %d", (int)rc);
    *ret = f;
    return RC_OK;
}

static bool is_hash(struct arena *a, struct str bytes, struct str want, const char *text,
                    struct frozen_difference *ret)
{
    struct str got = hex_of(a, bytes);
    if (str_eq(got, want))
        return true;
    *ret = (struct frozen_difference){.text = text, .expected = want, .got = got};
    return false;
}

/* A member as one reads it: text as it is, all else as it stood. */
static struct str spelled(const struct canon *v)
{
    if (!v)
        return STR("—");
    return v->type == CANON_TEXT ? v->s : v->type == CANON_NULL ? STR("—") : v->raw;
}

static bool differs(const struct canon *want, const struct canon *got, struct str key,
                    struct frozen_difference *ret)
{
    const struct canon *x = canon_get(want, key), *y = canon_get(got, key);
    if (x && y && str_eq(x->raw, y->raw))
        return false;
    *ret = (struct frozen_difference){.text = "frozen.differs_in_unit",
                                      .unit = canon_text(want, STR("name")),
                                      .node = key,
                                      .expected = spelled(x),
                                      .got = spelled(y)};
    return true;
}

static bool scores_differ(const struct canon *want, const struct canon *got, const struct canon *nodes,
                          struct frozen_difference *ret)
{
    const struct canon *x = canon_get(want, STR("scores")), *y = canon_get(got, STR("scores"));
    const struct canon *n = nodes ? nodes->first : NULL;
    x = x ? x->first : NULL;
    y = y ? y->first : NULL;
    for (; x && y && n; x = x->next, y = y->next, n = n->next) {
        if (str_eq(x->raw, y->raw))
            continue;
        *ret = (struct frozen_difference){.text = "frozen.differs_in_node",
                                          .unit = canon_text(want, STR("name")),
                                          .node = canon_text(n, STR("id")),
                                          .expected = spelled(x),
                                          .got = spelled(y)};
        return true;
    }
    return false;
}

/* The first unit in which two results differ, and in what: first where it began, in the nodes. */
static void find_difference(struct arena *a, struct str want, struct str got, struct frozen_difference *ret)
{
    static const struct str member[] = {STR_INIT("states"), STR_INIT("total"),  STR_INIT("rank"),
                                        STR_INIT("grade"),  STR_INIT("ranked"), STR_INIT("excluded")};
    const struct canon *x = NULL, *y = NULL;
    struct err why;
    *ret = (struct frozen_difference){
        .text = "frozen.differs", .expected = hex_of(a, want), .got = hex_of(a, got)};
    if (canon_read(want, a, &x, &why) != RC_OK || canon_read(got, a, &y, &why) != RC_OK)
        return;
    const struct canon *nodes = canon_get(y, STR("nodes"));
    const struct canon *u = canon_get(x, STR("units")), *t = canon_get(y, STR("units"));
    u = u ? u->first : NULL;
    t = t ? t->first : NULL;
    for (; u && t; u = u->next, t = t->next) {
        if (str_eq(u->raw, t->raw))
            continue;
        if (scores_differ(u, t, nodes, ret))
            return;
        for (size_t i = 0; i < COUNT_OF(member); i++)
            if (differs(u, t, member[i], ret))
                return;
    }
}

/* The strict reader takes a row in any place, and 096.50 for 96.50; the writer has one place and one spelling
 * for each. Names the first line that it would have written otherwise. */
static enum rc check_spelling(struct arena *a, const struct score_result *r, struct str values,
                              struct err *err)
{
    struct buf out CLEANUP(buf_release) = {0};
    int line = 1;
    frozen_values_write(r, &out);
    if (str_eq(buf_str(&out), values))
        return RC_OK;
    for (size_t i = 0; i < out.n && i < values.n && out.p[i] == values.p[i]; i++)
        line += out.p[i] == '\n';
    (void)FAIL(err, RC_INVALID, "frozen.values_unfit", "line %d", line);
    return err_arg(err, 0, arena_printf(a, "%d", line));
}

enum rc frozen_check(struct arena *a, const struct frozen_files *f, struct frozen_difference *ret,
                     struct err *err)
{
    struct frozen_manifest m;
    const struct score_result *r;
    *ret = (struct frozen_difference){0};
    enum rc rc = frozen_manifest_read(a, f->manifest, &m, err);
    if (rc != RC_OK)
        return rc;
    if (m.engine != KC_ENGINE_VERSION) {
        (void)FAIL(err, RC_CONFLICT, "frozen.other_engine", "engine %" PRId64, m.engine);
        (void)err_arg(err, 0, arena_printf(a, "%" PRId64, m.engine));
        return err_arg(err, 1, arena_printf(a, "%d", KC_ENGINE_VERSION));
    }
    if (!is_hash(a, f->scheme, m.scheme, "frozen.differs_scheme", ret) ||
        !is_hash(a, f->values, m.values, "frozen.differs_values", ret))
        return RC_OK;
    rc = recompute(a, f, m.window, &r, err);
    if (rc == RC_OK)
        rc = check_spelling(a, r, f->values, err);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(m.code, r->scheme->id)) {
        *ret = (struct frozen_difference){
            .text = "frozen.differs_code", .expected = m.code, .got = r->scheme->id};
        return RC_OK;
    }
    struct str got = result_bytes(a, r);
    if (!str_eq(got, f->result)) {
        find_difference(a, f->result, got, ret);
        return RC_OK;
    }
    (void)is_hash(a, f->result, m.result, "frozen.differs_result", ret);
    return RC_OK;
}

/* ---- the bundle ---- */

enum { WHOLE = 4, ALL = 6 }; /* files of every bundle; of one that was published */
static const struct str FILE_NAME[ALL] = {STR_INIT("manifest.json"),    STR_INIT("scheme.yaml"),
                                          STR_INIT("values.csv"),       STR_INIT("result.json"),
                                          STR_INIT("publication.json"), STR_INIT("entry.json")};

enum rc frozen_bundle_write(const struct frozen_files *f, const struct frozen_file *more, size_t n,
                            struct buf *out, struct err *err)
{
    struct pack_file file[PACK_FILES_MAX] = {{FILE_NAME[0], f->manifest},
                                             {FILE_NAME[1], f->scheme},
                                             {FILE_NAME[2], f->values},
                                             {FILE_NAME[3], f->result}};
    ASSERT(n + WHOLE <= PACK_FILES_MAX);
    for (size_t i = 0; i < n; i++)
        file[WHOLE + i] = (struct pack_file){more[i].name, more[i].bytes};
    return pack_write(file, WHOLE + n, out, err);
}

static int file_of(struct str name)
{
    for (int i = 0; i < ALL; i++)
        if (str_eq(FILE_NAME[i], name))
            return i;
    return -1;
}

enum rc frozen_bundle_read(struct arena *a, struct str zip, struct frozen_files *ret, struct err *err)
{
    struct pack_file file[PACK_FILES_MAX];
    struct str *into[ALL] = {&ret->manifest, &ret->scheme,      &ret->values,
                             &ret->result,   &ret->publication, &ret->entry};
    bool is_there[ALL] = {false};
    size_t n = 0;
    *ret = (struct frozen_files){0};
    enum rc rc = pack_read(a, zip, file, &n, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++) {
        int k = file_of(file[i].name);
        if (k < 0 || is_there[k]) {
            (void)FAIL(err, RC_INVALID, "frozen.bundle_more", "%zu files", n);
            return err_arg(err, 0, file[i].name);
        }
        is_there[k] = true;
        *into[k] = file[i].bytes;
    }
    for (int k = 0; k < (is_there[WHOLE] || is_there[WHOLE + 1] ? ALL : WHOLE); k++)
        if (into[k]->n == 0) {
            (void)FAIL(err, RC_INVALID, "frozen.bundle_unfit", "%zu files", n);
            return err_arg(err, 0, FILE_NAME[k]);
        }
    return RC_OK;
}
