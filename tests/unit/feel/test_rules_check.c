/* What the check of decision tables finds: worked tables, and random ones against trying every value at,
 * between and beyond all borders. */
#include "table.h"

#define FINDINGS 64

struct checked {
    struct rules_finding found[FINDINGS];
    size_t n;
};

/* "gap 完成率 < 0; overlap 1 2 完成率 [5..8], 满意度 -" */
static struct str told(struct drawn *d, const struct checked *c)
{
    static const char *const FAULT[] = {[RULES_GAP] = "gap",
                                        [RULES_OVERLAP] = "overlap",
                                        [RULES_SHADOWED] = "never",
                                        [RULES_UNCHECKED] = "unchecked"};
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < c->n && i < FINDINGS; i++) {
        const struct rules_finding *f = &c->found[i];
        buf_printf(&out, "%s%s", i ? "; " : "", FAULT[f->fault]);
        for (size_t k = 0; k < f->rows; k++)
            buf_printf(&out, " %d", f->row[k]);
        for (size_t k = 0; k < d->rules.inputs; k++)
            if (f->where[k].n)
                buf_printf(&out, " | %.*s", STR_ARG(f->where[k]));
    }
    return arena_str(d->k.arena, buf_str(&out));
}

static struct checked check(struct drawn *d)
{
    struct checked c = {0};
    if (d->rc != RC_OK)
        fail_msg("%.*s", STR_ARG(ask_problem(&d->k)));
    c.n = rules_check(d->program, d->k.arena, c.found, FINDINGS);
    return c;
}

struct worked {
    const char *table, *found;
};

static void assert_found(const struct worked *w, size_t n)
{
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct drawn *d = drawn_new();
        drawn_input(d, "率", &FEEL_NUMBER);
        drawn_input(d, "满意度", &FEEL_NUMBER);
        drawn_input(d, "等次", &FEEL_STRING);
        drawn_input(d, "达标", &FEEL_BOOLEAN);
        drawn_input(d, "日", &FEEL_DATE);
        drawn_input(d, "限", &FEEL_MONTHS);
        drawn_input(d, "时", &FEEL_TIME);
        drawn_input(d, "任", &FEEL_ANY);
        drawn_input(d, "刻", &FEEL_DATE_TIME);
        drawn_input(d, "长", &FEEL_SECONDS);
        draw(d, w[i].table);
        struct checked c = check(d);
        struct str got = told(d, &c);
        if (!str_eq(got, str_c(w[i].found))) {
            print_error("%s\n  found  %.*s\n  wanted %s\n", w[i].table, STR_ARG(got), w[i].found);
            wrong++;
        }
        drawn_free(d);
    }
    assert_int_equal(wrong, 0);
}
#define ASSERT_FOUND(...)                                                                                    \
    do {                                                                                                     \
        static const struct worked W[] = {__VA_ARGS__};                                                      \
        assert_found(W, COUNT_OF(W));                                                                        \
    } while (0)

static void gaps_are_told_as_intervals(void **state)
{
    (void)state;
    ASSERT_FOUND({"U|率|分\n1|>= 90|1\n2|[80..90)|2\n3|< 80|3", ""},
                 {"U|率|分\n1|> 90|1\n2|[80..90)|2\n3|< 80|3", "gap | 90"},
                 {"U|率|分\n1|>= 90|1\n2|(80..85]|2\n3|< 60|3", "gap | [60..80], (85..90)"},
                 {"U|率|分\n1|[0..100]|1", "gap | < 0, > 100"}, {"U|率|分\n允许|[0..100]|\n1|[0..100]|1", ""},
                 {"U|率|分\n允许|[0..100]|\n1|>= 60|1\n2|[0..20],(20..50]|0", "gap | (50..60)"},
                 {"U|率|分\n允许|[0..10],[20..30]|\n1|5|1", "gap | [0..5), (5..10], [20..30]"},
                 {"U|率|满意度|分\n1|>= 100|>= 90|10\n2|[80..100)|-|8\n3|< 80|-|0", "gap | >= 100 | < 90"},
                 {"U|率|分\n1|> 90|1\n缺省||0", ""});
}

static void gaps_alike_in_other_inputs_are_told_once(void **state)
{
    (void)state;
    ASSERT_FOUND({"U|率|满意度|分\n1|< 10|< 5|1\n2|[10..20]|< 5|2\n3|> 20|< 5|3", "gap | - | >= 5"},
                 {"U|率|满意度|分\n1|< 10|-|1\n2|> 20|-|2", "gap | [10..20] | -"});
}

static void overlaps_name_both_rows_and_where(void **state)
{
    (void)state;
    ASSERT_FOUND({"U|率|分\n1|>= 90|1\n2|[80..90]|2\n3|<= 80|3", "overlap 1 2 | 90; overlap 2 3 | 80"},
                 {"U|率|满意度|分\n1|> 1|-|1\n2|<= 1|> 0|2\n3|<= 2|<= 0|3", "overlap 1 3 | (1..2] | <= 0"},
                 {"U|等次|分\n1|\"优\",\"良\"|1\n2|not(\"优\")|0", "overlap 1 2 | \"良\""},
                 {"A|率|分\n1|> 1|5\n2|> 2|5\n3|<= 1|0", ""},
                 {"A|率|分\n1|> 1|5\n2|> 2|6\n3|<= 1|0", "overlap 1 2 | > 2"},
                 {"F|率|分\n1|> 1|5\n2|-|6", ""}, {"C+|率|分\n1|> 1|5\n2|-|6", ""});
}

static void enumerated_texts_and_truth_are_checked(void **state)
{
    (void)state;
    ASSERT_FOUND({"U|等次|分\n1|优|1\n2|良|2", "gap | not(\"优\", \"良\")"},
                 {"U|等次|分\n允许|优,良,差|\n1|优|1\n2|良|2", "gap | \"差\""},
                 {"U|等次|分\n允许|优,良,差|\n1|not(优)|1\n2|优|2", ""},
                 {"U|达标|分\n1|true|1", "gap | false"}, {"U|达标|分\n1|true|1\n2|false|0", ""},
                 {"U|达标|等次|分\n1|true|优|1\n2|false|-|0", "gap | true | not(\"优\")"});
}

static void dates_times_and_durations_have_neighbours(void **state)
{
    (void)state;
    ASSERT_FOUND(
        {"U|日|分\n1|<= 2026-01-31|1\n2|>= 2026-02-01|2", ""},
        {"U|日|分\n1|< 2026-01-31|1\n2|> 2026-01-31|2", "gap | @\"2026-01-31\""},
        {"U|日|分\n1|<= 2026-01-31|1\n2|> 2026-02-02|2", "gap | (@\"2026-01-31\"..@\"2026-02-02\"]"},
        {"U|日|分\n1|<= date(\"2026-01-31\")|1\n2|> date(2026, 1, 31)|2", ""},
        {"U|限|分\n1|<= @\"P1Y\"|1\n2|>= @\"P13M\"|2", ""},
        {"U|限|分\n1|< @\"P1Y\"|1\n2|>= @\"P13M\"|2", "gap | @\"P1Y\""},
        {"U|时|分\n1|[@\"08:00:00\"..@\"18:00:00\"]|1\n2|< @\"08:00:00\"|2", "gap | > @\"18:00:00\""},
        {"U|时|分\n1|>= @\"00:00:00\"|1", ""});
}

static void null_counts_where_a_test_names_it(void **state)
{
    (void)state;
    ASSERT_FOUND(
        {"U|率|分\n1|null|1\n2|> 5|2", "gap | <= 5"}, {"U|率|分\n1|null|1\n2|not(null)|2", ""},
        {"U|任|分\n1|null|1", "gap | not(null)"},
        {"U|任|分\n1|> 5|1\n2|\"无\"|2\n3|<= 5|3", "gap | ? instance of string and not(? in (\"无\"))"});
}

static void rows_that_never_hit_are_named(void **state)
{
    (void)state;
    ASSERT_FOUND({"F|率|分\n1|> 5|1\n2|> 8|2\n3|-|3", "never 1 2 | > 8"},
                 {"F|率|分\n1|> 5|1\n2|<= 5|2\n3|-|3", "never 1 2 3 | -"},
                 {"F|率|满意度|分\n1|> 5|-|1\n2|-|> 5|2\n3|> 7|> 7|3\n4|-|-|4", "never 1 3 | > 7 | > 7"},
                 {"U|率|分\n1|[9..1]|1\n2|-|2", "never 1 | [9..1]"},
                 {"U|率|分\n允许|[0..100]|\n1|> 100|1\n2|[0..100]|2", "never 1 | > 100"},
                 {"P|率|等次\n允许||优,良\n1|> 5|良\n2|> 3|优\n3|-|良", "never 2 1 | > 5"});
}

static void what_cannot_be_foreseen_is_said_and_what_is_found_holds(void **state)
{
    (void)state;
    ASSERT_FOUND(
        {"U|率|满意度|分\n1|> 满意度|> 5|1\n2|-|> 8|2", "unchecked 1 | > 满意度; gap | - | <= 5"},
        {"U|率|满意度|分\n1|> 满意度|> 5|1\n2|-|> 8|2\n3|-|<= 5|2\n4|-|> 9|2",
         "unchecked 1 | > 满意度; overlap 2 4 | - | > 9"},
        {"F|率|分\n1|? * 2 > 10|1\n2|> 7|2\n3|> 8|3\n4|-|4", "unchecked 1 | ? * 2 > 10; never 2 3 | > 8"},
        {"U|等次|分\n1|< \"良\"|1", "unchecked 1 | < \"良\""},
        {"U|率|分\n允许|? > 满意度|\n1|> 5|1", "unchecked | ? > 满意度"},
        {"U|率|分\n1|< 5 + 3|1\n2|>= sum([4, 4])|2", ""});
}

static void a_table_too_large_to_check_says_so(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    struct buf out CLEANUP(buf_release) = {0};
    drawn_input(d, "率", &FEEL_NUMBER);
    buf_put(&out, STR("U|率|率 + 1|率 + 2|率 + 3|率 + 4|率 + 5|率 + 6|率 + 7|分\n"));
    for (int r = 0; r < 150; r++) {
        buf_printf(&out, "%d", r + 1);
        for (int c = 0; c < 8; c++)
            buf_printf(&out, "|[%d..%d]", (r * (c + 3) * 7) % 101, (r * (c + 3) * 7) % 101 + 60);
        buf_put(&out, STR("|1\n"));
    }
    draw(d, arena_str(d->k.arena, buf_str(&out)).p);
    struct checked c = check(d);
    assert_true(c.n > 0);
    assert_int_equal(c.found[0].fault, RULES_UNCHECKED);
    for (size_t i = 0; i < d->rules.inputs; i++)
        assert_int_equal(c.found[0].where[i].n, 0);
    drawn_free(d);
}

static void more_findings_than_room_are_counted(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    struct rules_finding few[2];
    drawn_input(d, "率", &FEEL_NUMBER);
    draw(d, "U|率|分\n1|-|1\n2|-|2\n3|-|3\n");
    assert_int_equal(rules_check(d->program, d->k.arena, few, 2), 3);
    assert_int_equal(few[1].row[1], 3);
    assert_int_equal(rules_check(d->program, d->k.arena, NULL, 0), 3);
    drawn_free(d);
}

/* -- random tables against a lattice of values -- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

enum { KIND_NUMBER, KIND_DATE, KIND_TEXT, KIND_TRUTH, KINDS };
static const char *const LETTER[] = {"甲", "乙", "丙"};
#define SPAN 6 /* borders are 0 … 5; in between lie halves, of days none */

static void put_border(struct buf *out, int kind, uint32_t n)
{
    if (kind == KIND_DATE)
        buf_printf(out, "@\"2026-01-%02u\"", 10 + n);
    else
        buf_printf(out, "%u", n);
}

static void put_test(struct buf *out, int kind, uint32_t *seed)
{
    static const char *const SIGN[] = {"<", "<=", ">", ">=", ""};
    uint32_t a = next_random(seed) % SPAN, b = next_random(seed) % SPAN, how = next_random(seed) % 8;
    if (how == 0) {
        buf_putc(out, '-');
    } else if (kind == KIND_TEXT) {
        bool is_not = how > 5;
        buf_printf(out, "%s\"%s\"", is_not ? "not(" : "", LETTER[a % 3]);
        if (how % 2)
            buf_printf(out, ", \"%s\"", LETTER[b % 3]);
        buf_put(out, is_not ? STR(")") : STR(""));
    } else if (kind == KIND_TRUTH) {
        buf_put(out, a % 2 ? STR("true") : STR("false"));
    } else if (how < 4) {
        buf_putc(out, a % 2 ? '[' : '(');
        put_border(out, kind, a < b ? a : b);
        buf_put(out, STR(".."));
        put_border(out, kind, a < b ? b : a);
        buf_putc(out, b % 2 ? ']' : ')');
        if (how == 3) {
            buf_put(out, STR(", "));
            put_border(out, kind, a);
        }
    } else {
        buf_printf(out, "%s", SIGN[b % 5]);
        put_border(out, kind, a);
    }
}

/* Every value that a border can tell from another. */
static size_t lattice(struct drawn *d, int kind, struct value *ret)
{
    size_t n = 0;
    struct decimal half;
    for (int i = -1; i <= 2 * SPAN && kind == KIND_NUMBER; i++) {
        assert_int_equal(decimal_div(decimal_of(i), decimal_of(2), &half) & DECIMAL_FAILED, 0);
        ret[n++] = value_number(half);
    }
    for (int i = 0; i < SPAN + 2 && kind == KIND_DATE; i++)
        ret[n++] = drawn_value(d, arena_printf(d->k.arena, "@\"2026-01-%02d\"", 9 + i).p);
    for (size_t i = 0; i < COUNT_OF(LETTER) && kind == KIND_TEXT; i++)
        ret[n++] = value_string(str_c(LETTER[i]));
    if (kind == KIND_TEXT)
        ret[n++] = value_string(STR("丁"));
    for (int i = 0; i < 2 && kind == KIND_TRUTH; i++)
        ret[n++] = value_boolean(i);
    return n;
}

#define INPUTS_MAX 3
#define LATTICE_MAX (2 * SPAN + 4)

struct trial {
    struct drawn *d;
    int kind[INPUTS_MAX];
    struct value at[INPUTS_MAX][LATTICE_MAX];
    size_t points[INPUTS_MAX], inputs;
    struct checked c;
    const struct feel_program *where[FINDINGS][INPUTS_MAX];
    bool reached[64];
};

static void compile_where(struct trial *t)
{
    struct feel_scope none = {0};
    for (size_t f = 0; f < t->c.n; f++)
        for (size_t i = 0; i < t->inputs; i++)
            if (feel_compile_tests(t->d->k.arena, t->c.found[f].where[i], t->d->input[i].type, &none,
                                   &t->where[f][i], t->d->k.problems) != RC_OK)
                fail_msg("%.*s does not compile", STR_ARG(t->c.found[f].where[i]));
}

static bool is_in(struct trial *t, size_t finding)
{
    for (size_t i = 0; i < t->inputs; i++) {
        struct feel_run run = {.arena = t->d->k.arena, .tested = t->d->value[i]};
        struct value v = feel_eval(t->where[finding][i], &run);
        if (v.kind != VALUE_BOOLEAN || !v.boolean)
            return false;
    }
    return true;
}

/* At one point: a gap is found exactly where no row hits, an overlap of two exactly where both do. */
static void compare(struct trial *t, enum hit_policy policy)
{
    (void)rules_eval(t->d->program, &t->d->k.run, &t->d->row, &t->d->rows);
    size_t gaps = 0, pairs = 0, hits = t->d->rows;
    bool hit[64] = {0};
    for (size_t i = 0; i < hits; i++)
        hit[t->d->row[i]] = true;
    if (policy == HIT_FIRST && hits)
        t->reached[t->d->row[0]] = true;
    for (size_t f = 0; f < t->c.n; f++) {
        const struct rules_finding *x = &t->c.found[f];
        if (x->fault == RULES_GAP)
            gaps += is_in(t, f);
        if (x->fault != RULES_OVERLAP || !is_in(t, f))
            continue;
        pairs++;
        assert_true(hit[x->row[0]] && hit[x->row[1]]);
    }
    assert_int_equal(gaps, hits == 0);
    if (policy == HIT_UNIQUE)
        assert_int_equal(pairs, hits * (hits - (hits > 0)) / 2);
}

static void compare_all(struct trial *t, enum hit_policy policy, size_t input)
{
    if (input == t->inputs) {
        compare(t, policy);
        return;
    }
    for (size_t i = 0; i < t->points[input]; i++) {
        t->d->value[input] = t->at[input][i];
        compare_all(t, policy, input + 1);
    }
}

static const char *random_table(struct trial *t, enum hit_policy policy, uint32_t *seed, size_t rows)
{
    static const struct feel_type *const TYPE[] = {&FEEL_NUMBER, &FEEL_DATE, &FEEL_STRING, &FEEL_BOOLEAN};
    static const char *const NAME[] = {"a", "b", "c"};
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, policy == HIT_UNIQUE ? STR("U") : STR("F"));
    for (size_t i = 0; i < t->inputs; i++) {
        t->kind[i] = (int)(next_random(seed) % KINDS);
        drawn_input(t->d, NAME[i], TYPE[t->kind[i]]);
        buf_printf(&out, "|%s", NAME[i]);
        t->points[i] = lattice(t->d, t->kind[i], t->at[i]);
    }
    buf_put(&out, STR("|分\n"));
    for (size_t r = 0; r < rows; r++) {
        buf_printf(&out, "%zu", r + 1);
        for (size_t i = 0; i < t->inputs; i++) {
            buf_putc(&out, '|');
            put_test(&out, t->kind[i], seed);
        }
        buf_printf(&out, "|%zu\n", r);
    }
    return arena_str(t->d->k.arena, buf_str(&out)).p;
}

/* The rows that the check says are never reached are those that no point reached. */
static void compare_reached(struct trial *t, size_t rows)
{
    for (size_t r = 1; r <= rows; r++) {
        bool is_found = false;
        for (size_t f = 0; f < t->c.n; f++)
            is_found |=
                t->c.found[f].fault == RULES_SHADOWED && t->c.found[f].row[t->c.found[f].rows - 1] == (int)r;
        assert_int_equal(is_found, !t->reached[r]);
    }
}

static void try_one(uint32_t seed)
{
    struct trial *t = calloc(1, sizeof *t);
    assert_non_null(t);
    enum hit_policy policy = seed % 2 ? HIT_UNIQUE : HIT_FIRST;
    t->d = drawn_new();
    t->inputs = 1 + seed % INPUTS_MAX;
    size_t rows = 1 + next_random(&seed) % 7;
    const char *table = random_table(t, policy, &seed, rows);
    draw(t->d, table);
    t->c = check(t->d);
    assert_in_range(t->c.n, 0, FINDINGS);
    struct checked kept = t->c;
    t->c.n = 0; /* a test that can never hold stands alone and has no place */
    for (size_t i = 0; i < kept.n; i++)
        if (kept.found[i].fault != RULES_SHADOWED || kept.found[i].rows > 1)
            t->c.found[t->c.n++] = kept.found[i];
    compile_where(t);
    compare_all(t, policy, 0);
    t->c = kept;
    if (policy == HIT_FIRST)
        compare_reached(t, rows);
    drawn_free(t->d);
    free(t);
}

static void random_tables_agree_with_trying_every_value(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 400; seed++)
        try_one(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_told_as_intervals),
        cmocka_unit_test(gaps_alike_in_other_inputs_are_told_once),
        cmocka_unit_test(overlaps_name_both_rows_and_where),
        cmocka_unit_test(enumerated_texts_and_truth_are_checked),
        cmocka_unit_test(dates_times_and_durations_have_neighbours),
        cmocka_unit_test(null_counts_where_a_test_names_it),
        cmocka_unit_test(rows_that_never_hit_are_named),
        cmocka_unit_test(what_cannot_be_foreseen_is_said_and_what_is_found_holds),
        cmocka_unit_test(a_table_too_large_to_check_says_so),
        cmocka_unit_test(more_findings_than_room_are_counted),
        cmocka_unit_test(random_tables_agree_with_trying_every_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
