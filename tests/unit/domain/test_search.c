/* Searching the house: what is found, by whom, in which order; and that the index is what the tables say. */
#include "town.h"

#include <inttypes.h>

#include "domain/calendar_book.h"
#include "domain/search.h"

/* ---- a register of the test's own ---- */

static enum rc run_put(struct act *act, const void *input, struct err *err)
{
    return search_put(act, input, err);
}

static enum rc run_drop(struct act *act, const void *input, struct err *err)
{
    return search_drop(act, *(const struct str *)input, err);
}

static const struct act_def ACT_PUT = {.name = "put",
                                       .kind = STR_INIT("test.put"),
                                       .is_operational = true,
                                       .permit = {BIT(SYSTEM), 0},
                                       .run = run_put};
static const struct act_def ACT_DROP = {.name = "drop",
                                        .kind = STR_INIT("test.drop"),
                                        .is_operational = true,
                                        .permit = {BIT(SYSTEM), 0},
                                        .run = run_drop};

static void put(struct town *t, struct search_doc doc)
{
    struct act_receipt receipt;
    if (doc.kind.n == 0)
        doc.kind = STR("publication");
    if (doc.path.n == 0)
        doc.path = STR("/x");
    if (doc.permit.any == 0 && doc.permit.own == 0)
        doc.permit.any = ROLES_STAFF;
    OK(town_act(t, town_system(), &ACT_PUT, &doc, &receipt, &err));
}

static void drop(struct town *t, struct str object)
{
    struct act_receipt receipt;
    OK(town_act(t, town_system(), &ACT_DROP, &object, &receipt, &err));
}

/* The objects that are found, in order: "a b c". */
static struct str found_by(struct town *t, struct actor actor, const char *text)
{
    struct search_found found;
    struct buf out CLEANUP(buf_release) = {0};
    LOOK(t, search_find(t->db, t->a, &actor, str_c(text), &found, &err));
    int64_t counted = 0;
    for (size_t i = 0; i < found.hits; i++) {
        if (i)
            buf_putc(&out, ' ');
        buf_put(&out, found.hit[i].object);
    }
    for (size_t i = 0; i < found.kinds; i++)
        counted += found.kind[i].hits;
    assert_int_equal(counted, found.hits);
    return arena_str(t->a, buf_str(&out));
}

#define FOUND(t, text, want)                                                                                 \
    do {                                                                                                     \
        struct str found_s = found_by((t), (t)->office, (text));                                             \
        if (!str_eq(found_s, str_c(want)))                                                                   \
            fail_msg("%s: %.*s", (text), STR_ARG(found_s));                                                  \
    } while (0)

static struct search_report report_of(struct town *t)
{
    struct search_report report;
    report.found = ARENA_NEW(t->a, struct problems);
    report.found->arena = t->a;
    LOOK(t, search_check(t->db, t->a, TENANT, &report, &err));
    return report;
}

static void rebuild(struct town *t)
{
    struct act_receipt receipt;
    OK(town_act(t, town_system(), &act_search_rebuild, NULL, &receipt, &err));
}

/* ---- the tests ---- */

static void organs_are_found_by_two_characters_of_any_of_their_names(void **state)
{
    TOWN(t, state);
    struct act_receipt receipt;
    struct str jia = arena_printf(t->a, "organ/%" PRId64, t->organ[1]);
    struct str yi = arena_printf(t->a, "organ/%" PRId64, t->organ[2]);
    assert_true(str_eq(found_by(t, t->office, "甲局"), jia));
    assert_true(str_eq(found_by(t, t->office, "老乙"), yi));
    assert_true(str_eq(found_by(t, t->liaison, "某某镇甲局"), jia));
    struct organ_rename in = {.organ_id = t->organ[1],
                              .from_day = 20261101,
                              .name = STR("某某镇住房保障局"),
                              .short_name = STR("住保局")};
    OK(town_act(t, t->office, &act_organ_rename, &in, &receipt, &err));
    assert_true(str_eq(found_by(t, t->office, "住房"), jia));
    assert_true(str_eq(found_by(t, t->office, "住保"), jia));
    assert_true(str_eq(found_by(t, t->office, "甲局"), jia)); /* as it was called */
    FOUND(t, "房住", "");
    town_free(t);
}

static void schemes_and_notices_are_found_as_soon_as_they_are_there(void **state)
{
    TOWN(t, state);
    struct act_receipt receipt;
    assert_true(str_starts(found_by(t, t->office, "镇考评"), STR("scheme/")));
    assert_true(str_starts(found_by(t, t->office, "town"), STR("scheme/")));
    FOUND(t, "三月三", "");
    struct notice_adopt in = {
        .bytes = STR("notice 某政发〔2026〕7号\ntitle 关于三月三放假的通知\npublished 2026-03-01\n"
                     "scope 某某镇\noff 2026-04-19 三月三\n")};
    OK(town_act(t, t->office, &act_notice_adopt, &in, &receipt, &err));
    assert_true(str_starts(found_by(t, t->office, "三月三"), STR("calendar_notice/")));
    assert_true(str_starts(found_by(t, t->office, "某政发(2026)7号"), STR("calendar_notice/")));
    struct notice_withdraw out = {
        .scope = STR("某某镇"), .number = STR("某政发〔2026〕7号"), .reason = STR("错了")};
    OK(town_act(t, t->office, &act_notice_withdraw, &out, &receipt, &err));
    FOUND(t, "三月三", "");
    town_free(t);
}

static void a_longer_phrase_must_stand_side_by_side(void **state)
{
    TOWN(t, state);
    put(t, (struct search_doc){.object = STR("a"), .title = STR("老旧小区改造三期"), .day = 20260101});
    put(t,
        (struct search_doc){.object = STR("b"), .title = STR("旧小，小区改，老旧，区改造"), .day = 20260102});
    FOUND(t, "老旧小区改造", "a");
    FOUND(t, "老旧", "b a");
    FOUND(t, "老旧 三期", "a");
    FOUND(t, "老旧小区改造 二期", "");
    town_free(t);
}

static void a_title_comes_before_a_code_and_a_code_before_text_and_the_newer_first(void **state)
{
    TOWN(t, state);
    put(t,
        (struct search_doc){.object = STR("text"), .title = STR("甲"), .text = STR("扬尘"), .day = 20261101});
    put(t, (struct search_doc){.object = STR("old"), .title = STR("扬尘整治"), .day = 20250101});
    put(t, (struct search_doc){.object = STR("new"), .title = STR("扬尘整治第二轮"), .day = 20260301});
    put(t, (struct search_doc){
               .object = STR("code"), .title = STR("乙"), .code = STR("扬尘2026-3"), .day = 20240101});
    FOUND(t, "扬尘", "new old code text");
    FOUND(t, "扬尘 整治", "new old");
    put(t, (struct search_doc){
               .object = STR("both"), .title = STR("整治"), .text = STR("扬尘"), .day = 20261231});
    FOUND(t, "扬尘 整治", "new old both"); /* the worse of its two places */
    town_free(t);
}

static void a_code_is_found_by_its_parts(void **state)
{
    TOWN(t, state);
    put(t, (struct search_doc){.object = STR("a"), .title = STR("某事"), .code = STR("督2026-0147")});
    put(t, (struct search_doc){.object = STR("b"), .title = STR("某事"), .code = STR("督2026-1470")});
    static const char *const typed[] = {"147",         "0147",     "2026-147",  "2026-0147",
                                        "督2026-0147", "20260147", "督2026 147"};
    for (size_t i = 0; i < COUNT_OF(typed); i++)
        FOUND(t, typed[i], "a");
    FOUND(t, "督2026", "a b");
    FOUND(t, "某事 督2026 督", "a b");
    town_free(t);
}

static void what_cannot_be_asked_says_so(void **state)
{
    TOWN(t, state);
    struct search_found found;
    char longest[SEARCH_QUERY_BYTES_MAX + 2];
    memset(longest, 'a', sizeof longest);
    (void)town_look(t);
    FAILS(search_find(t->db, t->a, &t->office, STR("房"), &found, &err), RC_INVALID, "search.one_character");
    FAILS(search_find(t->db, t->a, &t->office, STR("，。"), &found, &err), RC_INVALID, "search.no_word");
    FAILS(search_find(t->db, t->a, &t->office, str_of(longest, SEARCH_QUERY_BYTES_MAX + 1), &found, &err),
          RC_INVALID, "search.too_long");
    OK(search_find(t->db, t->a, &t->office, str_of(longest, SEARCH_QUERY_BYTES_MAX), &found, &err));
    OK(search_find(t->db, t->a, &t->office, STR("  "), &found, &err));
    assert_int_equal(found.hits, 0);
    town_done(t);
    town_free(t);
}

static void a_person_finds_only_what_they_may_open(void **state)
{
    TOWN(t, state);
    struct permit offices_or_own = {.any = ROLES_OFFICES, .own = BIT(LIAISON)};
    struct actor other = t->liaison;
    other.organ_id = t->organ[1];
    put(t, (struct search_doc){.object = STR("lead"),
                               .title = STR("扬尘整治"),
                               .permit = offices_or_own,
                               .organ = (int64_t[]){t->organ[2]},
                               .organs = 1,
                               .day = 20260102});
    put(t, (struct search_doc){.object = STR("both"),
                               .title = STR("扬尘整治"),
                               .permit = offices_or_own,
                               .organ = (int64_t[]){t->organ[1], t->organ[2], t->organ[1], 0},
                               .organs = 4});
    put(t, (struct search_doc){
               .object = STR("office"), .title = STR("扬尘线索"), .permit = {.any = ROLES_OFFICES}});
    FOUND(t, "扬尘", "lead both office");
    assert_true(str_eq(found_by(t, t->liaison, "扬尘"), STR("lead both")));
    assert_true(str_eq(found_by(t, other, "扬尘"), STR("both")));
    other.organ_id = 0;
    assert_true(str_eq(found_by(t, other, "扬尘"), STR("")));
    /* Of each organ another role. */
    struct actor window = t->liaison;
    window.role = ROLE_WINDOW;
    put(t, (struct search_doc){.object = STR("mixed"),
                               .title = STR("河道"),
                               .permit = {.any = BIT(AUDITOR)},
                               .organ = (int64_t[]){t->organ[1], t->organ[2], t->organ[2]},
                               .organ_roles = (unsigned[]){BIT(WINDOW), BIT(LIAISON), BIT(LEADER)},
                               .organs = 3});
    assert_true(str_eq(found_by(t, t->liaison, "河道"), STR("mixed")));
    assert_true(str_eq(found_by(t, window, "河道"), STR("")));
    window.organ_id = t->organ[1];
    assert_true(str_eq(found_by(t, window, "河道"), STR("mixed")));
    window.role = ROLE_LIAISON;
    assert_true(str_eq(found_by(t, window, "河道"), STR("")));
    FOUND(t, "河道", "");
    /* It moves from one organ to the other. */
    put(t, (struct search_doc){.object = STR("lead"),
                               .title = STR("扬尘整治"),
                               .permit = offices_or_own,
                               .organ = (int64_t[]){t->organ[1]},
                               .organs = 1,
                               .day = 20260102});
    assert_true(str_eq(found_by(t, t->liaison, "扬尘"), STR("both")));
    town_free(t);
}

static void what_changes_is_no_longer_found_as_it_was(void **state)
{
    TOWN(t, state);
    put(t, (struct search_doc){
               .object = STR("a"), .title = STR("扬尘整治"), .text = STR("住房"), .day = 20260101});
    int64_t words = works_number(t->w, "SELECT count(*) AS n FROM search_word");
    put(t, (struct search_doc){
               .object = STR("a"), .title = STR("扬尘治理"), .text = STR("住房"), .day = 20260101});
    FOUND(t, "整治", "");
    FOUND(t, "治理", "a");
    put(t, (struct search_doc){
               .object = STR("a"), .title = STR("住房"), .text = STR("扬尘整治"), .day = 20270101});
    FOUND(t, "治理", "");
    FOUND(t, "整治", "a");
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM search_word"), words);
    int64_t rows = town_rows(t);
    put(t, (struct search_doc){
               .object = STR("a"), .title = STR("住房"), .text = STR("扬尘整治"), .day = 20270101});
    assert_int_equal(town_rows(t), rows);
    drop(t, STR("a"));
    drop(t, STR("a"));
    FOUND(t, "扬尘", "");
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM search_word"), words - 8);
    town_free(t);
}

static void a_limit_is_reached_and_said(void **state)
{
    TOWN(t, state);
    struct search_found found;
    for (int i = 0; i < SEARCH_FOUND_MAX; i++)
        put(t, (struct search_doc){
                   .object = arena_printf(t->a, "d/%d", i), .title = STR("扬尘"), .day = 20260101});
    LOOK(t, search_find(t->db, t->a, &t->office, STR("扬尘"), &found, &err));
    assert_int_equal(found.hits, SEARCH_FOUND_MAX);
    assert_false(found.has_more);
    put(t,
        (struct search_doc){.object = STR("text"), .title = STR("甲"), .text = STR("扬尘"), .day = 20270101});
    LOOK(t, search_find(t->db, t->a, &t->office, STR("扬尘"), &found, &err));
    assert_int_equal(found.hits, SEARCH_FOUND_MAX); /* titles before what is newer */
    assert_true(found.has_more);
    assert_true(str_eq(found.hit[0].title, STR("扬尘")));
    town_free(t);
}

static void made_again_it_is_the_same_and_a_difference_is_named(void **state)
{
    TOWN(t, state);
    bool is_current;
    LOOK(t, search_is_current(t->db, t->a, TENANT, &is_current, &err));
    assert_false(is_current);
    rebuild(t);
    LOOK(t, search_is_current(t->db, t->a, TENANT, &is_current, &err));
    assert_true(is_current);
    int64_t docs = works_number(t->w, "SELECT count(*) AS n FROM search_doc");
    int64_t words = works_number(t->w, "SELECT count(*) AS n FROM search_word");
    struct act_receipt receipt;
    struct organ_rename in = {
        .organ_id = t->organ[3], .from_day = 20261101, .name = STR("丁县"), .short_name = STR("丁县")};
    OK(town_act(t, t->office, &act_organ_rename, &in, &receipt, &err));
    assert_int_equal(report_of(t).found->n, 0);
    assert_int_equal(report_of(t).docs, docs);
    rebuild(t);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM search_doc"), docs);
    assert_true(works_number(t->w, "SELECT count(*) AS n FROM search_word") > words);
    assert_int_equal(report_of(t).found->n, 0);
    /* One document too many; one otherwise; one gone. */
    put(t, (struct search_doc){.object = STR("more"), .title = STR("扬尘")});
    assert_string_equal(report_of(t).found->item[0].text, "search.surplus");
    drop(t, STR("more"));
    struct str object = arena_printf(t->a, "organ/%" PRId64, t->organ[1]);
    put(t,
        (struct search_doc){.object = object, .kind = STR("organ"), .title = STR("某局"), .day = 20260101});
    assert_string_equal(report_of(t).found->item[0].text, "search.differs");
    assert_true(str_eq(report_of(t).found->item[0].arg[0], object));
    drop(t, object);
    assert_string_equal(report_of(t).found->item[0].text, "search.differs");
    rebuild(t);
    assert_int_equal(report_of(t).found->n, 0);
    town_free(t);
}

static void an_act_that_fails_leaves_the_index_as_it_was(void **state)
{
    TOWN(t, state);
    struct organ_rename in = {
        .organ_id = t->organ[1], .from_day = 20261101, .name = STR("住房局"), .short_name = STR("住房局")};
    assert_true(town_try_all_faults(t, t->office, (struct target){.organ_id = 0}, &act_organ_rename, &in) >
                5);
    rebuild(t);
    assert_int_equal(report_of(t).found->n, 0);
    town_free(t);
}

static const struct CMUnitTest TESTS[] = {
    BOTH(organs_are_found_by_two_characters_of_any_of_their_names),
    BOTH(schemes_and_notices_are_found_as_soon_as_they_are_there),
    BOTH(a_longer_phrase_must_stand_side_by_side),
    BOTH(a_title_comes_before_a_code_and_a_code_before_text_and_the_newer_first),
    BOTH(a_code_is_found_by_its_parts),
    BOTH(what_cannot_be_asked_says_so),
    BOTH(a_person_finds_only_what_they_may_open),
    BOTH(what_changes_is_no_longer_found_as_it_was),
    BOTH(a_limit_is_reached_and_said),
    BOTH(made_again_it_is_the_same_and_a_difference_is_named),
    BOTH(an_act_that_fails_leaves_the_index_as_it_was),
};
WORKS_MAIN(TESTS)
