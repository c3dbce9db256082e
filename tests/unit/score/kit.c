#include "kit.h"

#include "score/board.h"
#include "score/tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/fixed.h"
#include "calendar/calendar.h"

#define COLUMNS_MAX 400

struct window kit_window(const char *text)
{
    struct window w;
    struct err err = {0};
    assert_int_equal(window_read(str_c(text), &w, &err), RC_OK);
    return w;
}

static void print_problems(const struct problems *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *q = &p->item[i];
        print_error("line %d column %d: %s [%.*s] [%.*s] [%.*s] [%.*s] value [%.*s]\n", q->line, q->column,
                    q->text, STR_ARG(q->arg[0]), STR_ARG(q->arg[1]), STR_ARG(q->arg[2]), STR_ARG(q->arg[3]),
                    STR_ARG(q->value));
    }
}

void kit_open(struct kit *k, struct str yaml)
{
    *k = (struct kit){.a = arena_new(0)};
    k->p.arena = k->a;
    enum rc rc = scheme_read(k->a, yaml, &k->p, &k->s, &k->err);
    if (rc != RC_OK) {
        print_problems(&k->p);
        print_error("%s %s\n", k->err.text, k->err.detail);
    }
    assert_int_equal(rc, RC_OK);
    assert_int_equal(values_new(k->a, k->s, &k->v, &k->err), RC_OK);
}

void kit_open_clean(struct kit *k, struct str yaml)
{
    kit_open(k, yaml);
    print_problems(&k->p);
    assert_int_equal(k->p.n, 0);
}

void kit_close(struct kit *k) { arena_freep(&k->a); }

static size_t split(struct str line, struct str *out)
{
    size_t n = 0;
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    for (size_t from = 0; n < COLUMNS_MAX;) {
        size_t to = from + str_find(str_sub(line, from, line.n), ',');
        out[n++] = str_trim(str_sub(line, from, to - from));
        if (to >= line.n)
            break;
        from = to + 1;
    }
    return n;
}

struct table {
    struct str head[COLUMNS_MAX], cell[COLUMNS_MAX];
    size_t columns;
    struct str rest;
};

static bool next_row(struct table *t, struct str *cells, size_t *ret_n)
{
    struct str line;
    while (str_split(&t->rest, '\n', &line))
        if (str_trim(line).n) {
            *ret_n = split(line, cells);
            return true;
        }
    return false;
}

static void table_open(struct table *t, struct str csv)
{
    t->rest = csv;
    assert_true(next_row(t, t->head, &t->columns));
}

static bool table_row(struct table *t)
{
    size_t n;
    if (!next_row(t, t->cell, &n))
        return false;
    if (n != t->columns)
        fail_msg("a row of %zu columns, not %zu: %.*s", n, t->columns, STR_ARG(t->cell[0]));
    return true;
}

static struct str cell(const struct table *t, const char *head)
{
    for (size_t i = 0; i < t->columns; i++)
        if (str_eq(t->head[i], str_c(head)))
            return t->cell[i];
    return STR("");
}

static bool has(const struct table *t, const char *head)
{
    for (size_t i = 0; i < t->columns; i++)
        if (str_eq(t->head[i], str_c(head)))
            return true;
    return false;
}

static int unit_of(struct kit *k, const struct table *t)
{
    struct str name = cell(t, "unit");
    int u = scheme_unit_find(k->s, name);
    if (u < 0)
        fail_msg("no unit '%.*s'", STR_ARG(name));
    return u;
}

static int64_t number(struct str s, int digits, int64_t missing)
{
    int64_t v;
    if (s.n == 0)
        return missing;
    if (fixed_read(s, digits, &v) != FIXED_OK)
        fail_msg("not a number with %d decimals: %.*s", digits, STR_ARG(s));
    return v;
}

static int index_of(const struct str *names, int n, struct str name)
{
    for (int i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return i;
    return -1;
}

static void put_ballot(struct kit *k, const struct table *t, int unit, int measure, int month)
{
    const struct measure *m = &k->s->measures[measure];
    struct ballot b = {.group = index_of(m->groups, m->groups_count, cell(t, "group")),
                       .level = -1,
                       .count = number(cell(t, "count"), 0, 1),
                       .batch = cell(t, "batch"),
                       .excluded = cell(t, "excluded")};
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].name, cell(t, "level")) || str_eq(m->levels[i].id, cell(t, "level")))
            b.level = i;
    b.vote = number(cell(t, "vote"), m->decimals, 0);
    assert_int_equal(values_add_ballot(k->v, measure, unit, month, b, &k->err), RC_OK);
}

static void put_event(struct kit *k, const struct table *t, int unit, int measure, int month)
{
    struct event e = {.item = cell(t, "item"),
                      .matter = cell(t, "matter"),
                      .basis = cell(t, "basis"),
                      .count = number(cell(t, "count"), 0, 1),
                      .points = number(cell(t, "points"), k->s->measures[measure].decimals, VALUE_MISSING)};
    enum rc rc = values_add_event(k->v, measure, unit, month, e, &k->err);
    if (rc != RC_OK)
        fail_msg("%s: %.*s", k->err.text, STR_ARG(e.item));
}

static int64_t number_or_level(const struct measure *m, struct str cell)
{
    if (m->kind != MEASURE_LEVEL || cell.n == 0)
        return number(cell, m->decimals, VALUE_MISSING);
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].name, cell) || str_eq(m->levels[i].id, cell))
            return i;
    fail_msg("no level '%.*s'", STR_ARG(cell));
    return VALUE_MISSING;
}

static bool column_is_ignored(const struct scheme *s, struct str head)
{
    head = str_trim(head);
    for (int i = 0; i < s->ignored_columns_count; i++)
        if (str_eq(s->ignored_columns[i], head))
            return true;
    return false;
}

static void put_numbers(struct kit *k, const struct table *t, int unit, int month)
{
    for (size_t i = 0; i < t->columns; i++) {
        if (str_eq(t->head[i], STR("unit")) || str_eq(t->head[i], STR("period")) ||
            column_is_ignored(k->s, t->head[i]))
            continue;
        int m = scheme_measure_find(k->s, t->head[i]);
        if (m < 0)
            fail_msg("no measure '%.*s'", STR_ARG(t->head[i]));
        int64_t v = number_or_level(&k->s->measures[m], t->cell[i]);
        assert_int_equal(values_set(k->v, m, unit, month, v, &k->err), RC_OK);
    }
}

void kit_values(struct kit *k, struct str csv, const char *window)
{
    struct table *t = arena_alloc(k->a, sizeof *t);
    table_open(t, csv);
    while (table_row(t)) {
        int unit = unit_of(k, t), month = kit_window(window).first;
        if (has(t, "period")) {
            struct window w;
            assert_int_equal(window_read(cell(t, "period"), &w, &k->err), RC_OK);
            month = w.first;
        }
        if (!has(t, "measure")) {
            put_numbers(k, t, unit, month);
            continue;
        }
        int m = scheme_measure_find(k->s, cell(t, "measure"));
        assert_true(m >= 0);
        if (k->s->measures[m].kind == MEASURE_BALLOTS)
            put_ballot(k, t, unit, m, month);
        else
            put_event(k, t, unit, m, month);
    }
}

#define FACTS_MAX 100

static int64_t day_of(struct str text)
{
    int64_t day = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '-')
            day = day * 10 + (text.p[i] - '0');
    if (!date_is_day(day))
        fail_msg("no day '%.*s'", STR_ARG(text));
    return day;
}

static int workdays(void *ctx, size_t i, int64_t first, int64_t last)
{
    (void)i;
    return calendar_workdays(ctx, first, last);
}

static const struct calendar *calendar_of_country(struct kit *k)
{
    struct notices notices;
    struct notice_wish none = {.year = 0};
    enum notice_form form;
    const struct calendar *c;
    assert_int_equal(notices_read(k->a, notices_builtin(), &none, &notices, &form, &k->p), RC_OK);
    assert_int_equal(calendar_build(k->a, notices, NULL, 0, &c, &k->err), RC_OK);
    return c;
}

static size_t facts_of(struct kit *k, struct str csv, struct str word, struct tally_fact *out,
                       int64_t *ret_first)
{
    struct table *t = arena_alloc(k->a, sizeof *t);
    size_t n = 0;
    table_open(t, csv);
    *ret_first = 0;
    while (table_row(t)) {
        struct str to = cell(t, "to"), value = cell(t, "value");
        struct tally_fact f = {
            .unit = unit_of(k, t), .from_day = day_of(cell(t, "from")), .is_interval = to.n > 0};
        if (!str_eq(cell(t, "fact"), word))
            continue;
        f.to_day = to.n == 0 ? f.from_day : str_eq(to, STR("now")) ? 0 : day_of(to);
        size_t point = str_find(value, '.');
        f.value.digits = point < value.n ? (int)(value.n - point - 1) : 0;
        f.value.units = number(value, f.value.digits, 1);
        *ret_first = *ret_first == 0 || f.from_day < *ret_first ? f.from_day : *ret_first;
        assert_true(n < FACTS_MAX);
        out[n++] = f;
    }
    return n;
}

void kit_facts(struct kit *k, struct str csv, const char *today)
{
    struct tally_days days = {workdays, (void *)(uintptr_t)calendar_of_country(k)};
    for (int m = 0; m < k->s->measures_count; m++) {
        struct tally_fact *fact = arena_alloc(k->a, FACTS_MAX * sizeof *fact);
        struct tally t;
        int64_t first = 0, day = day_of(str_c(today));
        if (k->s->measures[m].fact.n == 0)
            continue;
        size_t n = facts_of(k, csv, k->s->measures[m].fact, fact, &first);
        assert_int_equal(
            tally_make(k->a, fact, n, &days, day, tally_first_month(k->s, first, day), &t, &k->err), RC_OK);
        assert_int_equal(tally_feed(k->v, m, &t, NULL, &k->err), RC_OK);
    }
}

static void is_done(const struct kit *k, enum rc rc)
{
    if (rc != RC_OK)
        print_error("%s %s %s: %s\n", k->err.text, k->err.arg[0], k->err.arg[1], k->err.detail);
    assert_int_equal(rc, RC_OK);
}

static void print_difference(const struct kit *k, const struct score_result *r, size_t way)
{
    for (int n = 0; n < k->s->nodes_count; n++)
        for (int u = 0; u < k->s->units_count; u++) {
            enum score_state is = score_state(r, n, u), exact = score_state(k->r, n, u);
            bool has = is == SCORE_PRESENT && exact == SCORE_PRESENT;
            if (is != exact || (has && score_of(r, n, u) != score_of(k->r, n, u)))
                print_error("way %zu, %.*s of %.*s: %s %" PRId64 ", exactly %s %" PRId64 "\n", way,
                            STR_ARG(k->s->nodes[n].id), STR_ARG(k->s->units[u].name), score_state_word(is),
                            has ? score_of(r, n, u) : 0, score_state_word(exact),
                            has ? score_of(k->r, n, u) : 0);
        }
}

/* However a result is reckoned, its bytes are those of the exact engine. */
static void boards_agree(struct kit *k, struct window w)
{
    static const struct board_wish ways[] = {
        {.threads = 1}, {.threads = 2}, {.is_plain = true}, {.is_exact = true}};
    struct buf exact = {0};
    score_write_json(k->r, &exact);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct board *b = NULL;
        struct buf is = {0};
        struct board_wish wish = ways[i];
        wish.first = w;
        wish.windows = 1;
        is_done(k, board_open(k->s, k->v, &wish, &b, &k->err));
        score_write_json(board_result(b, 0), &is);
        if (!str_eq(buf_str(&is), buf_str(&exact))) {
            print_difference(k, board_result(b, 0), i);
            fail();
        }
        buf_release(&is);
        board_freep(&b);
    }
    buf_release(&exact);
}

void kit_compute(struct kit *k, const char *window)
{
    struct window w = kit_window(window);
    is_done(k, score_compute_exactly(k->s, k->v, w, k->a, &k->r, &k->err));
    boards_agree(k, w);
}

static struct str shown(struct kit *k, int node, int unit)
{
    return score_state(k->r, node, unit) == SCORE_PRESENT
               ? fixed_write(k->a, score_of(k->r, node, unit), k->s->nodes[node].digits)
               : STR("");
}

const char *kit_score(struct kit *k, const char *node, const char *unit)
{
    int n = scheme_node_find(k->s, str_c(node)), u = scheme_unit_find(k->s, str_c(unit));
    assert_true(n >= 0 && u >= 0);
    return arena_str(k->a, shown(k, n, u)).p;
}

static struct str result_field(struct kit *k, struct str head, int unit)
{
    const struct score_unit *u = &k->r->units[unit];
    if (str_eq(head, STR("rank")))
        return u->rank ? arena_printf(k->a, "%d", u->rank) : STR("");
    if (str_eq(head, STR("grade")))
        return u->grade >= 0 ? k->s->grades[u->grade].name : STR("");
    if (str_eq(head, STR("class")))
        return k->s->classes[k->s->units[unit].class_index].name;
    int node = str_eq(head, STR("total")) ? 0 : scheme_node_find(k->s, head);
    if (node < 0)
        fail_msg("no node '%.*s'", STR_ARG(head));
    return shown(k, node, unit);
}

void kit_expect(struct kit *k, struct str csv)
{
    struct table *t = arena_alloc(k->a, sizeof *t);
    table_open(t, csv);
    while (table_row(t)) {
        int unit = unit_of(k, t);
        for (size_t i = 0; i < t->columns; i++) {
            if (str_eq(t->head[i], STR("unit")))
                continue;
            struct str is = result_field(k, t->head[i], unit);
            if (!str_eq(is, t->cell[i]))
                fail_msg("%.*s, %.*s: is '%.*s', should be '%.*s'", STR_ARG(cell(t, "unit")),
                         STR_ARG(t->head[i]), STR_ARG(is), STR_ARG(t->cell[i]));
        }
    }
}

void kit_everything_opens(struct kit *k)
{
    for (int n = 0; n < k->s->nodes_count; n++)
        for (int u = 0; u < k->s->units_count; u++) {
            const struct score_explanation *x = NULL;
            const struct score_waterfall *w = NULL;
            assert_int_equal(score_explain(k->r, n, u, k->a, &x, &k->err), RC_OK);
            if (x->state == SCORE_PRESENT && (!x->score.n || (!x->steps_count && !x->events_count)))
                fail_msg("says nothing: %.*s of %.*s", STR_ARG(k->s->nodes[n].id),
                         STR_ARG(k->s->units[u].name));
            assert_int_equal(score_waterfall(k->r, n, u, k->a, &w, &k->err), RC_OK);
            int64_t sum = w->full;
            for (int i = 0; i < w->bars_count; i++)
                sum += w->bars[i].delta;
            assert_true(!w->has_score || sum == w->score);
        }
}

const char *kit_leaf(const char *method, const char *values)
{
    static char out[200];
    struct kit k;
    struct arena *a = arena_new(0);
    struct str yaml = arena_printf(a,
                                   "scheme: t\nrounding: {digits: 4}\n"
                                   "measures:\n  - {id: v, decimals: 4}\n  - {id: w, decimals: 4}\n"
                                   "classes:\n  - {id: c, units: [甲, 乙, 丙, 丁]}\n"
                                   "tree:\n  - id: x\n    measure: v\n    points: 100\n%s\n",
                                   method);
    kit_open(&k, yaml);
    const char *const names[] = {"甲", "乙", "丙", "丁"};
    struct str rest = str_c(values), piece;
    for (int i = 0; i < 4 && str_split(&rest, ' ', &piece); i++) {
        struct str v = piece, w = STR("");
        size_t slash = str_find(piece, '/');
        if (slash < piece.n) {
            v = str_sub(piece, 0, slash);
            w = str_sub(piece, slash + 1, piece.n);
        }
        for (int m = 0; m < 2; m++) {
            struct str s = m ? w : v;
            if (s.n && !str_eq(s, STR("-")))
                assert_int_equal(values_set(k.v, m, i, 2026 * 12, number(s, 4, 0), &k.err), RC_OK);
        }
    }
    kit_compute(&k, "2026");
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        const char *s = kit_score(&k, "x", names[i]);
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i ? " " : "", *s ? s : "-");
    }
    kit_close(&k);
    arena_free(a);
    return out;
}

struct str kit_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return (struct str){0};
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long size = ftell(f);
    rewind(f);
    char *p = arena_alloc(a, (size_t)size + 1);
    assert_int_equal(fread(p, 1, (size_t)size, f), (size_t)size);
    (void)fclose(f);
    return str_of(p, (size_t)size);
}

const char *kit_fixture(struct arena *a, const char *name)
{
    const char *root = getenv("KC_FIXTURES");
    struct str path = root ? arena_printf(a, "%s/%s", root, name)
                           : arena_printf(a, KC_SOURCE_ROOT "/../shared/fixtures/%s", name);
    FILE *f = fopen(path.p, "rb");
    if (!f) {
        print_message("skipped: fixtures not there (%s)\n", path.p);
        return NULL;
    }
    (void)fclose(f);
    return path.p;
}

bool kit_next_block(struct str *rest, struct str *ret_info, struct str *ret_body)
{
    size_t open = str_find_str(*rest, STR("\n```"));
    if (open >= rest->n)
        return false;
    *rest = str_sub(*rest, open + 4, rest->n);
    size_t line = str_find(*rest, '\n');
    *ret_info = str_trim(str_sub(*rest, 0, line));
    *rest = str_sub(*rest, line, rest->n);
    size_t close = str_find_str(*rest, STR("\n```"));
    assert_true(close < rest->n);
    *ret_body = str_sub(*rest, 1, close);
    *rest = str_sub(*rest, close + 4, rest->n);
    return true;
}
