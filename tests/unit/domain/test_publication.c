/* Freezing and publishing in a house: what rests on what, what can be done twice, what the public gets. */
#include "town.h"

#include <inttypes.h>
#include <stdio.h>

#include "domain/publication.h"

static const char SEPTEMBER[] = "单位,期间,按期率\n甲局,2026-09,96.5\n乙局,2026-09,88\n丙县,2026-09,91.25\n";

static int64_t import(struct town *t, const char *csv)
{
    struct problems problems = {.arena = t->a};
    int64_t id = 0;
    OK(town_import(t, csv, &problems, &id, &err));
    return id;
}

/* What the page does before the act. */
static struct result_freeze prepared(struct town *t)
{
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct result_freeze in;
    struct results *results = NULL;
    const struct score_result *result;
    (void)town_look(t);
    OK(results_get(book, t->db, TOWN_CODE, 0, &results, &err));
    OK(results_compute(results, results_windows(results) - 1, &result, &err));
    OK(frozen_prepare(t->db, t->a, TENANT, results, result, &in, &err));
    town_done(t);
    results_unref(&results);
    results_book_free(book);
    return in;
}

static int64_t freeze(struct town *t)
{
    struct result_freeze in = prepared(t);
    struct act_receipt r;
    int64_t id = 0;
    OK(town_act(t, t->office, &act_result_freeze, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static int64_t publish(struct town *t, int64_t frozen_id, enum openness open, const char *title)
{
    struct result_publish in = {
        .frozen_id = frozen_id, .title = str_c(title), .note = STR("照章办理"), .open = open};
    struct act_receipt r;
    int64_t id = 0;
    OK(town_act(t, t->office, &act_result_publish, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static struct str replaced(struct arena *a, struct str text, struct str old, struct str new)
{
    size_t at = str_find_str(text, old);
    assert_true(at < text.n);
    return arena_printf(a, "%.*s%.*s%.*s", (int)at, text.p, STR_ARG(new), (int)(text.n - at - old.n),
                        text.p + at + old.n);
}

static struct frozen_files files_of(struct town *t, int64_t frozen_id)
{
    struct frozen_result f;
    struct frozen_files files;
    memset(&files, 0xA5, sizeof files); /* what stood there before is not taken for a publication */
    (void)town_look(t);
    OK(frozen_load(t->db, t->a, TENANT, frozen_id, &f, &err));
    OK(frozen_files_load(t->db, t->a, kernel_ledger(t->w->k), &f, &files, &err));
    assert_true(files.entry.n == 0 && files.publication.n == 0);
    assert_true(str_eq(frozen_fingerprint(t->a, &files), f.fingerprint));
    town_done(t);
    return files;
}

static struct publication load(struct town *t, int64_t id)
{
    struct publication p;
    LOOK(t, publication_load(t->db, t->a, TENANT, id, &p, &err));
    return p;
}

static struct str document(struct town *t, int64_t id)
{
    struct publication p = load(t, id);
    struct str json;
    LOOK(t, publication_document(t->db, t->a, kernel_ledger(t->w->k), &p, &json, &err));
    return json;
}

static void a_frozen_result_stays_when_values_are_imported_later(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    int64_t id = freeze(t);
    struct frozen_files before = files_of(t, id);
    (void)import(t, "单位,期间,按期率\n甲局,2026-09,12\n");
    struct frozen_files after = files_of(t, id);
    struct frozen_difference d;
    assert_true(str_eq(before.result, after.result));
    OK(frozen_check(t->a, &after, &d, &err));
    assert_null(d.text);
    works_verify(t->w);
    town_free(t);
}

static void the_same_state_is_not_frozen_twice_and_the_first_is_named(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    int64_t id = freeze(t), before = town_rows(t);
    struct result_freeze in = prepared(t);
    struct act_receipt r;
    struct err err = {0};
    assert_int_equal(town_act(t, t->office, &act_result_freeze, &in, &r, &err), RC_CONFLICT);
    assert_string_equal(err.text, "frozen.same_already");
    assert_string_equal(err.arg[0], arena_printf(t->a, "%" PRId64, id).p);
    assert_int_equal(town_rows(t), before);
    town_free(t);
}

static void what_changed_after_the_check_is_not_frozen(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    struct result_freeze in = prepared(t);
    struct act_receipt r;
    struct err err = {0};
    (void)import(t, "单位,期间,按期率\n甲局,2026-09,12\n");
    assert_int_equal(town_act(t, t->office, &act_result_freeze, &in, &r, &err), RC_CONFLICT);
    assert_string_equal(err.text, "frozen.changed_since");
    town_free(t);
}

static bool rests(struct town *t, int64_t import_id)
{
    struct frozen_result f;
    bool rests = false;
    LOOK(t, frozen_rests_on(t->db, t->a, kernel_ledger(t->w->k), import_id, &rests, &f, &err));
    return rests;
}

static void a_frozen_result_rests_on_the_imports_that_its_window_counts(void **state)
{
    TOWN(t, state);
    int64_t august = import(t, "单位,期间,按期率\n甲局,2026-08,50\n");
    int64_t last_year = import(t, "单位,期间,按期率\n甲局,2025-09,40\n");
    int64_t september = import(t, SEPTEMBER);
    assert_false(rests(t, september));
    (void)freeze(t);
    int64_t later = import(t, "单位,期间,按期率\n乙局,2026-09,77\n");
    assert_true(rests(t, september));
    assert_true(rests(t, last_year)); /* a formula may look back at it */
    assert_false(rests(t, august));
    assert_false(rests(t, later));
    town_free(t);
}

static void every_fault_of_the_data_base_leaves_nothing_of_a_freezing(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    struct result_freeze in = prepared(t);
    assert_true(town_try_all_faults(t, t->office, (struct target){0}, &act_result_freeze, &in) > 3);
    works_verify(t->w);
    town_free(t);
}

static void every_fault_of_the_data_base_leaves_nothing_of_a_publication(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    struct result_publish in = {.frozen_id = freeze(t), .title = STR("九月"), .open = OPEN_RAW};
    (void)publish(t, in.frozen_id, OPEN_TOTALS, "先前的");
    assert_true(town_try_all_faults(t, t->office, (struct target){0}, &act_result_publish, &in) > 3);
    works_verify(t->w);
    town_free(t);
}

static void a_publication_says_totals_and_ranks_and_nothing_that_was_not_opened(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    (void)import(t, "单位,指标,期间,数值,组别,事项,编号,依据\n甲局,加减分,2026-09,1,,表彰,一,不公开的文号\n");
    int64_t id = freeze(t);
    struct public_document doc;
    struct str json = document(t, publish(t, id, OPEN_TOTALS, "九月"));
    OK(public_document_read(t->a, json, &doc, &err));
    assert_true(str_eq(doc.title, STR("九月")));
    assert_true(str_eq(doc.note, STR("照章办理")));
    assert_int_equal(doc.classes, 1);
    assert_int_equal(doc.class[0].units, 3);
    assert_true(str_eq(doc.class[0].unit[0].name, STR("甲局")));
    assert_true(str_eq(doc.class[0].unit[0].total, STR("97.50")));
    assert_int_equal(doc.class[0].unit[0].rank, 1);
    assert_true(str_eq(doc.class[0].unit[2].total, STR("88.00")));
    assert_int_equal(str_find_str(json, STR("96.50")), json.n); /* the part alone */
    assert_int_equal(str_find_str(json, STR("不公开的文号")), json.n);
    json = document(t, publish(t, id, OPEN_PARTS, "九月"));
    OK(public_document_read(t->a, json, &doc, &err));
    assert_true(str_eq(doc.class[0].unit[0].part[0], STR("96.50")));
    assert_int_equal(str_find_str(json, STR("不公开的文号")), json.n);
    works_verify(t->w);
    town_free(t);
}

static void a_corrected_publication_supersedes_and_both_say_so(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    int64_t first = publish(t, freeze(t), OPEN_TOTALS, "九月");
    (void)import(t, "单位,期间,按期率\n甲局,2026-09,80\n");
    int64_t second = publish(t, freeze(t), OPEN_TOTALS, "九月（更正）");
    assert_int_equal(load(t, first).superseded_by, second);
    assert_int_equal(load(t, first).state, PUBLICATION_SUPERSEDED);
    assert_int_equal(load(t, second).supersedes, first);
    assert_int_equal(load(t, second).state, PUBLICATION_IN_FORCE);
    (void)document(t, first); /* what was said stays said */
    works_verify(t->w);
    town_free(t);
}

static void a_withdrawn_publication_gives_its_reason_and_no_document(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    int64_t id = publish(t, freeze(t), OPEN_TOTALS, "九月");
    struct result_withdraw in = {.publication_id = id};
    struct act_receipt r;
    struct err why = {0};
    struct str json;
    assert_int_equal(town_act(t, t->office, &act_result_withdraw, &in, &r, &why), RC_INVALID);
    assert_string_equal(why.text, "publication.no_reason");
    in.reason = STR("数据有误");
    OK(town_act(t, t->office, &act_result_withdraw, &in, &r, &err));
    struct publication p = load(t, id);
    assert_int_equal(p.state, PUBLICATION_WITHDRAWN);
    assert_true(str_eq(p.reason, STR("数据有误")));
    assert_int_equal(publication_document(town_look(t), t->a, kernel_ledger(t->w->k), &p, &json, &why),
                     RC_NOT_FOUND);
    town_done(t);
    assert_int_equal(town_act(t, t->office, &act_result_withdraw, &in, &r, &why), RC_CONFLICT);
    works_verify(t->w);
    town_free(t);
}

static void a_publication_wants_a_title_and_known_classes(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    static const struct str no_class[] = {STR_INIT("九类")};
    struct result_publish in = {.frozen_id = freeze(t), .title = STR("  ")};
    struct act_receipt r;
    struct err err = {0};
    assert_int_equal(town_act(t, t->office, &act_result_publish, &in, &r, &err), RC_INVALID);
    assert_string_equal(err.text, "publication.no_title");
    in.title = STR("九月");
    in.class_id = no_class;
    in.classes = 1;
    assert_int_equal(town_act(t, t->office, &act_result_publish, &in, &r, &err), RC_INVALID);
    assert_string_equal(err.text, "publication.no_such_class");
    in.frozen_id = 999;
    assert_int_equal(town_act(t, t->office, &act_result_publish, &in, &r, &err), RC_NOT_FOUND);
    town_free(t);
}

static void what_the_public_reads_shows_what_it_says(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    static const struct {
        struct str title, note;
        const char *text;
    } wrong[] = {{STR_INIT("九\n月"), STR_INIT(""), "publication.title_not_plain"},
                 {STR_INIT("九月\xE2\x80\xAE"), STR_INIT(""), "publication.title_not_plain"},
                 {STR_INIT("九月"), STR_INIT("一\n二\xE2\x80\xAE三"), "publication.note_not_plain"}};
    struct result_publish in = {.frozen_id = freeze(t)};
    struct act_receipt r;
    struct public_document doc;
    int64_t id = 0;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct err err = {0};
        in.title = wrong[i].title;
        in.note = wrong[i].note;
        assert_int_equal(town_act(t, t->office, &act_result_publish, &in, &r, &err), RC_INVALID);
        assert_string_equal(err.text, wrong[i].text);
    }
    in.note = STR("　　第一段\r\n\r\n第二\t段\r\n");
    OK(town_act(t, t->office, &act_result_publish, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    OK(public_document_read(t->a, document(t, id), &doc, &err));
    assert_true(str_eq(doc.note, STR("　　第一段\n\n第二 段")));
    town_free(t);
}

/* publication.json and entry.json of a bundle are held against its result, and against each other. */
static void a_published_bundle_names_what_was_changed_in_its_publication_or_its_entry(void **state)
{
    TOWN(t, state);
    (void)import(t, SEPTEMBER);
    int64_t frozen = freeze(t), id = publish(t, frozen, OPEN_RAW, "九月");
    struct frozen_files f = files_of(t, frozen);
    struct frozen_difference d;
    struct hash leaf;
    struct err why = {0};
    f.publication = document(t, id);
    OK(ledger_entry(kernel_ledger(t->w->k), town_look(t), t->a, id, &f.entry, &leaf, &err));
    town_done(t);
    OK(publication_check(t->a, &f, &d, &err));
    assert_null(d.text);
    assert_true(str_eq(publication_leaf(t->a, &f), hash_hex(t->a, leaf)));
    struct frozen_files g = f;
    g.publication = replaced(t->a, f.publication, STR("\"total\":\"96.50\""), STR("\"total\":\"99.99\""));
    OK(publication_check(t->a, &g, &d, &err));
    assert_string_equal(d.text, "publication.differs_in_unit");
    assert_true(str_eq(d.unit, STR("甲局")) && str_eq(d.expected, STR("99.99")) &&
                str_eq(d.got, STR("96.50")));
    g.publication = replaced(t->a, f.publication, STR("照章办理"), STR("照章不办"));
    OK(publication_check(t->a, &g, &d, &err));
    assert_string_equal(d.text, "publication.entry_differs"); /* only the entry knows the note */
    g = f;
    g.entry = replaced(t->a, f.entry, STR("\"open_to\":\"raw\""), STR("\"open_to\":\"parts\""));
    OK(publication_check(t->a, &g, &d, &err));
    assert_string_equal(d.text, "publication.entry_differs");
    g.entry = STR("{}");
    assert_int_equal(publication_check(t->a, &g, &d, &why), RC_INVALID);
    assert_string_equal(why.text, "publication.entry_unfit");
    town_free(t);
}

static const struct CMUnitTest TESTS[] = {
    BOTH(a_frozen_result_stays_when_values_are_imported_later),
    BOTH(the_same_state_is_not_frozen_twice_and_the_first_is_named),
    BOTH(what_changed_after_the_check_is_not_frozen),
    BOTH(a_frozen_result_rests_on_the_imports_that_its_window_counts),
    BOTH(every_fault_of_the_data_base_leaves_nothing_of_a_freezing),
    BOTH(every_fault_of_the_data_base_leaves_nothing_of_a_publication),
    BOTH(a_publication_says_totals_and_ranks_and_nothing_that_was_not_opened),
    BOTH(a_corrected_publication_supersedes_and_both_say_so),
    BOTH(a_withdrawn_publication_gives_its_reason_and_no_document),
    BOTH(a_publication_wants_a_title_and_known_classes),
    BOTH(what_the_public_reads_shows_what_it_says),
    BOTH(a_published_bundle_names_what_was_changed_in_its_publication_or_its_entry),
};
WORKS_MAIN(TESTS)
