/* A table on its way in: drafts, the difference, confirming, taking back. */
#include "town.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/fixed.h"
#include "domain/frozen.h"

#define MARCH "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,80\n"

/* ---- drafts ---- */

static enum rc keep(struct town *t, struct actor actor, struct str draft_id, struct intake_given given,
                    struct str *ret, struct err *err)
{
    struct act_receipt r;
    struct intake_put put = {.draft_id = draft_id, .given = given};
    enum rc rc = town_act(t, actor, &act_intake_put, &put, &r, err);
    if (rc == RC_OK)
        *ret = r.answer;
    return rc;
}

static struct intake_given march(void)
{
    return (struct intake_given){
        .kind = STR("values"), .bytes = STR(MARCH), .file_name = STR("三月.csv"), .scheme_code = TOWN_CODE};
}

static enum rc load(struct town *t, struct actor actor, struct str id, struct intake_given *ret,
                    struct err *err)
{
    enum rc rc =
        intake_given_load(town_look(t), t->a, kernel_ledger(t->w->k), &actor, t->w->now_ms, id, ret, err);
    town_done(t);
    return rc;
}

static size_t drafts(struct town *t, struct actor actor)
{
    struct intake_drafts all;
    LOOK(t, intake_drafts_load(t->db, t->a, &actor, t->w->now_ms, &all, &err));
    return all.n;
}

static void a_draft_gives_back_everything_that_was_typed(void **state)
{
    TOWN(t, state);
    const struct intake_mend mend[] = {{2, 3, STR("９１")}, {3, 1, STR("")}};
    const struct intake_answer answer = {STR("percent-3"), STR("fraction")};
    const struct intake_tick tick[] = {{3, 3, STR("value.tenfold")}, {0, 0, INTAKE_TICK_ALL}};
    struct intake_given given = march(), back;
    struct str id;
    given.period = STR("2026-03");
    given.sheet = STR("填报");
    OK(keep(t, t->office, (struct str){0}, given, &id, &err));
    assert_int_equal(id.n, 32);
    int64_t entries = works_entries(t->w);
    given.bytes = given.file_name = (struct str){0};
    given.mend = mend;
    given.mends = COUNT_OF(mend);
    given.answer = &answer;
    given.answers = 1;
    given.tick = tick;
    given.ticks = COUNT_OF(tick);
    OK(keep(t, t->office, id, given, &id, &err));
    OK(load(t, t->office, id, &back, &err));
    assert_true(str_eq(back.bytes, STR(MARCH)));
    assert_true(str_eq(back.file_name, STR("三月.csv")));
    assert_true(str_eq(back.period, STR("2026-03")) && str_eq(back.sheet, STR("填报")));
    assert_true(str_eq(back.scheme_code, TOWN_CODE) && str_eq(back.kind, STR("values")));
    assert_int_equal(back.mends, 2);
    assert_true(back.mend[0].row == 2 && back.mend[0].column == 3 && str_eq(back.mend[0].text, STR("９１")));
    assert_int_equal(back.mend[1].text.n, 0);
    assert_int_equal(back.answers, 1);
    assert_true(str_eq(back.answer[0].question, STR("percent-3")));
    assert_true(str_eq(back.answer[0].choice, STR("fraction")));
    assert_int_equal(back.ticks, 2);
    assert_true(back.tick[0].row == 3 && str_eq(back.tick[0].text, STR("value.tenfold")));
    assert_int_equal(works_entries(t->w), entries); /* a draft is nobody's business but its owner's */
    town_free(t);
}

static void another_file_takes_the_place_of_the_first(void **state)
{
    TOWN(t, state);
    struct intake_given given = march(), back;
    struct str id, again;
    OK(keep(t, t->office, (struct str){0}, given, &id, &err));
    given.bytes = STR("单位,期间,按期率\n丙县,2026-03,70\n");
    given.file_name = STR("改.csv");
    OK(keep(t, t->office, id, given, &again, &err));
    assert_true(str_eq(id, again));
    OK(load(t, t->office, id, &back, &err));
    assert_true(str_eq(back.bytes, given.bytes) && str_eq(back.file_name, given.file_name));
    assert_int_equal(drafts(t, t->office), 1);
    town_free(t);
}

static void nobody_else_sees_changes_or_drops_a_draft(void **state)
{
    TOWN(t, state);
    struct intake_given given = march(), back;
    struct intake_drop drop;
    struct act_receipt r;
    OK(keep(t, t->office, (struct str){0}, given, &drop.draft_id, &err));
    FAILS(load(t, t->liaison, drop.draft_id, &back, &err), RC_NOT_FOUND, "intake.no_such_draft");
    FAILS(keep(t, t->liaison, drop.draft_id, given, &back.kind, &err), RC_NOT_FOUND, "intake.no_such_draft");
    FAILS(town_act(t, t->liaison, &act_intake_drop, &drop, &r, &err), RC_NOT_FOUND, "intake.no_such_draft");
    assert_int_equal(drafts(t, t->liaison), 0);
    OK(town_act(t, t->office, &act_intake_drop, &drop, &r, &err));
    assert_int_equal(drafts(t, t->office), 0);
    FAILS(load(t, t->office, drop.draft_id, &back, &err), RC_NOT_FOUND, "intake.no_such_draft");
    town_free(t);
}

static void a_draft_is_kept_for_seven_days(void **state)
{
    TOWN(t, state);
    struct intake_given back;
    struct str id, other;
    const int64_t week = INT64_C(7) * 24 * 3600 * 1000;
    OK(keep(t, t->office, (struct str){0}, march(), &id, &err));
    t->w->now_ms += week;
    OK(load(t, t->office, id, &back, &err));
    t->w->now_ms += 1;
    FAILS(load(t, t->office, id, &back, &err), RC_NOT_FOUND, "intake.no_such_draft");
    FAILS(keep(t, t->office, id, march(), &other, &err), RC_NOT_FOUND, "intake.no_such_draft");
    assert_int_equal(drafts(t, t->office), 0);
    OK(keep(t, t->office, (struct str){0}, march(), &other, &err)); /* and now it is swept */
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM intake_draft"), 1);
    town_free(t);
}

static void of_more_than_fifty_drafts_the_oldest_go(void **state)
{
    TOWN(t, state);
    struct intake_given back;
    struct str first, second, other;
    OK(keep(t, t->office, (struct str){0}, march(), &first, &err));
    for (int i = 0; i < INTAKE_DRAFTS_MAX; i++) {
        t->w->now_ms++;
        OK(keep(t, t->office, (struct str){0}, march(), i ? &other : &second, &err));
    }
    assert_int_equal(drafts(t, t->office), INTAKE_DRAFTS_MAX);
    FAILS(load(t, t->office, first, &back, &err), RC_NOT_FOUND, "intake.no_such_draft");
    OK(load(t, t->office, second, &back, &err));
    OK(keep(t, t->liaison, (struct str){0}, march(), &other, &err)); /* each account has its own */
    assert_int_equal(drafts(t, t->office), INTAKE_DRAFTS_MAX);
    town_free(t);
}

static void a_draft_with_names_of_people_lies_sealed_and_never_becomes_evidence(void **state)
{
    TOWN(t, state);
    static const char bytes[] = "单位,岗位,姓名,电话\n甲局,局长,欧阳锋云,13900000001\n";
    const struct intake_mend mend = {2, 3, STR("诸葛孔平")};
    struct intake_given given = {.kind = STR("people"), .bytes = str_c(bytes)}, back;
    struct str id;
    OK(keep(t, t->office, (struct str){0}, given, &id, &err));
    given.bytes = (struct str){0};
    given.mend = &mend;
    given.mends = 1;
    OK(keep(t, t->office, id, given, &id, &err));
    OK(load(t, t->office, id, &back, &err));
    assert_true(str_eq(back.bytes, str_c(bytes)) && str_eq(back.mend[0].text, mend.text));
    assert_false(town_knows(t, STR("欧阳锋云"))); /* in no byte of the data base */
    assert_false(town_knows(t, mend.text));
    assert_false(town_knows(t, STR("13900000001")));
    struct intake in = {.given = back,
                        .a = t->a,
                        .actor = t->office,
                        .day = date_day_of(t->w->now_ms),
                        .now_ms = t->w->now_ms,
                        .ledger = kernel_ledger(t->w->k)};
    struct intake_confirm confirmed = {.ready = &in, .draft_id = id};
    struct act_receipt r;
    LOOK(t, intake_read(&in, t->db, &err));
    assert_true(intake_is_ready(&in));
    confirmed.seen = in.seen;
    OK(town_act(t, t->office, &act_person_import, &confirmed, &r, &err));
    struct import_records all;
    LOOK(t, imports_load(t->db, t->a, TENANT, 0, 0, 1, &all, &err));
    assert_true(str_eq(all.record[0].kind, STR("people")));
    assert_int_equal(all.record[0].file_hash.n + all.record[0].choices_hash.n, 0);
    assert_false(town_knows(t, mend.text));
    struct import_undo back_again = {.import_id = all.record[0].import_id};
    OK(town_act(t, t->office, &act_import_undo, &back_again, &r, &err));
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM person"), 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM vault_value"), 0);
    works_verify(t->w);
    town_free(t);
}

static void what_cannot_become_a_draft_is_refused(void **state)
{
    TOWN(t, state);
    struct intake_given given = march();
    struct str id;
    char *large = calloc(1, LIMIT_UPLOAD_BYTES + 1);
    assert_non_null(large);
    memset(large, '1', LIMIT_UPLOAD_BYTES + 1);
    given.bytes = (struct str){0};
    FAILS(keep(t, t->office, (struct str){0}, given, &id, &err), RC_INVALID, "intake.nothing_given");
    given.bytes = str_of(large, LIMIT_UPLOAD_BYTES + 1);
    FAILS(keep(t, t->office, (struct str){0}, given, &id, &err), RC_TOO_LARGE, "intake.file_too_large");
    given.bytes = str_of(large, LIMIT_UPLOAD_BYTES);
    OK(keep(t, t->office, (struct str){0}, given, &id, &err));
    struct intake_mend mend = {2, 2, str_of(large, LIMIT_CELL_BYTES + 1)};
    given = march();
    given.mend = &mend;
    given.mends = 1;
    FAILS(keep(t, t->office, (struct str){0}, given, &id, &err), RC_TOO_LARGE, "intake.mend_too_long");
    given = march();
    given.ticks = INTAKE_CHOICES_MAX + 1;
    FAILS(keep(t, t->office, (struct str){0}, given, &id, &err), RC_TOO_LARGE, "intake.too_many_mends");
    given = march();
    given.kind = STR("nothing");
    FAILS(keep(t, t->office, (struct str){0}, given, &id, &err), RC_NOT_FOUND, "intake.no_such_kind");
    struct actor window = {.tenant_id = TENANT, .organ_id = t->organ[1], .role = ROLE_WINDOW};
    FAILS(keep(t, window, (struct str){0}, march(), &id, &err), RC_DENIED, "door.not_for_your_role");
    struct actor admin = {.tenant_id = TENANT, .account_id = 9, .role = ROLE_SYS_ADMIN};
    FAILS(keep(t, admin, (struct str){0}, march(), &id, &err), RC_DENIED, "door.not_for_your_role");
    free(large);
    town_free(t);
}

/* ---- confirming ---- */

static enum rc confirm(struct town *t, struct actor actor, const struct intake_confirm *in, int64_t *ret,
                       struct err *err)
{
    struct act_receipt r;
    enum rc rc = town_act(t, actor, &act_value_import, in, &r, err);
    if (rc == RC_OK)
        assert_true(str_to_i64(r.answer, ret));
    return rc;
}

static struct import_record record_of(struct town *t, int64_t id)
{
    struct import_record r = {0};
    LOOK(t, import_load(t->db, t->a, TENANT, id, &r, &err));
    return r;
}

static int64_t values_stored(struct town *t)
{
    return works_number(t->w, "SELECT count(*) AS n FROM measure_value");
}
static int64_t value_of(struct town *t, size_t organ)
{
    return works_number(t->w, arena_printf(t->a,
                                           "SELECT COALESCE(MAX(value), -1) AS n FROM measure_value WHERE "
                                           "organ_id = %" PRId64 " AND measure = 'ontime' AND state IS NULL",
                                           t->organ[organ])
                                  .p);
}

static void the_difference_says_what_will_be(void **state)
{
    TOWN(t, state);
    OK(town_import(t, MARCH, NULL, NULL, &err));
    struct intake *in = town_read(t, t->office,
                                  "单位,期间,按期率\n甲局,2026-03,/\n乙局,2026-03,81.5\n丙县,2026-03,70\n"
                                  "乙局,2026-04,60\n");
    assert_true(intake_is_ready(in));
    assert_int_equal(in->rows[ROW_GOOD], 4);
    assert_int_equal(in->change[CHANGE_CLEARED], 1);
    assert_int_equal(in->change[CHANGE_CHANGED], 1);
    assert_int_equal(in->change[CHANGE_NEW], 2);
    assert_int_equal(in->lines, 4);
    bool is_found = false;
    for (size_t i = 0; i < in->lines; i++)
        if (in->line[i].change == CHANGE_CHANGED) {
            is_found = true;
            assert_int_equal(in->line[i].row, 3);
            assert_true(str_eq(in->line[i].subject, STR("乙局")));
            assert_true(str_eq(in->line[i].field, STR("按期率 · 2026 年 3 月")));
            assert_true(str_eq(in->line[i].before, STR("80.00 %")));
            assert_true(str_eq(in->line[i].after, STR("81.50 %")));
        }
    assert_true(is_found);
    assert_int_equal(in->seen.n, 64);
    town_free(t);
}

static void a_difference_has_one_name_in_both_languages(void **state)
{
    TOWN(t, state);
    struct intake *zh = town_read(t, t->office, MARCH), en = *zh;
    en.problems = NULL;
    en.lang = LANG_EN;
    en.question = NULL;
    en.fix = NULL;
    en.questions = en.fixes = 0;
    LOOK(t, intake_read(&en, t->db, &err));
    assert_false(str_eq(zh->line[0].field, en.line[0].field));
    assert_true(str_eq(zh->seen, en.seen));
    struct intake *other = town_read(t, t->office, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,80.01\n");
    assert_false(str_eq(zh->seen, other->seen));
    town_free(t);
}

static void what_was_seen_is_written_and_the_draft_goes(void **state)
{
    TOWN(t, state);
    struct intake_confirm in = {.ready = town_read(t, t->office, MARCH)};
    int64_t id, again;
    OK(keep(t, t->office, (struct str){0}, march(), &in.draft_id, &err));
    in.seen = in.ready->seen;
    OK(confirm(t, t->office, &in, &id, &err));
    assert_int_equal(values_stored(t), 2);
    assert_int_equal(drafts(t, t->office), 0);
    struct import_record r = record_of(t, id);
    assert_true(str_eq(r.kind, STR("values")) && str_eq(r.scheme_code, TOWN_CODE));
    assert_int_equal(r.added, 2);
    assert_int_equal(r.left_out, 0);
    assert_int_equal(r.choices_hash.n, 0);
    FAILS(confirm(t, t->office, &in, &again, &err), RC_NOT_FOUND, "intake.no_such_draft");
    in.ready = NULL;
    FAILS(confirm(t, t->office, &in, &again, &err), RC_NOT_FOUND, "intake.no_such_draft");
    works_verify(t->w);
    town_free(t);
}

static void a_form_that_is_sent_twice_is_one_import(void **state)
{
    TOWN(t, state);
    struct intake_confirm in = {.ready = town_read(t, t->office, MARCH)};
    OK(keep(t, t->office, (struct str){0}, march(), &in.draft_id, &err));
    struct act_call call = {
        .def = &act_value_import, .actor = t->office, .idem = STR("form-1"), .input = &in};
    struct act_receipt first, second;
    OK(kernel_act(t->w->k, &call, t->a, &first, &err));
    in.ready = NULL; /* the draft is gone, so the page has nothing to read */
    OK(kernel_act(t->w->k, &call, t->a, &second, &err));
    assert_true(second.is_repeated && second.seq == first.seq && str_eq(first.answer, second.answer));
    town_free(t);
}

static void data_that_changed_after_the_look_are_not_written_over(void **state)
{
    TOWN(t, state);
    OK(town_import(t, MARCH, NULL, NULL, &err));
    struct intake_confirm in = {
        .ready = town_read(t, t->office, "单位,期间,按期率\n甲局,2026-03,91\n丙县,2026-03,60\n")};
    int64_t id;
    in.seen = in.ready->seen;
    OK(keep(t, t->office, (struct str){0}, march(), &in.draft_id, &err));
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,95\n", NULL, NULL, &err));
    int64_t rows = town_rows(t);
    FAILS(confirm(t, t->office, &in, &id, &err), RC_CONFLICT, "intake.changed_since");
    assert_int_equal(town_rows(t), rows); /* the draft among them */
    in.ready = town_read(t, t->office, "单位,期间,按期率\n甲局,2026-03,91\n丙县,2026-03,60\n");
    in.seen = in.ready->seen;
    OK(confirm(t, t->office, &in, &id, &err));
    assert_int_equal(value_of(t, 1), 9100);
    town_free(t);
}

static void a_change_elsewhere_is_no_conflict(void **state)
{
    TOWN(t, state);
    struct intake_confirm in = {.ready = town_read(t, t->office, MARCH)};
    int64_t id;
    in.seen = in.ready->seen;
    OK(town_import(t, "单位,期间,按期率\n丙县,2026-03,95\n甲局,2026-02,1\n", NULL, NULL, &err));
    OK(confirm(t, t->office, &in, &id, &err));
    assert_int_equal(values_stored(t), 4);
    town_free(t);
}

static void the_rows_of_one_cell_go_in_together_or_not_at_all(void **state)
{
    TOWN(t, state);
    struct intake_confirm in = {.ready = NULL, .only_good = true};
    struct intake *read =
        town_read(t, t->office,
                  "单位,指标,期间,数值,组别,事项,编号,依据\n甲局,加减分,2026-03,1,,表彰,1,甲\n"
                  "甲局,加减分,2026-03,1,,表彰,2,乙\n乙局,加减分,2026-03,1,,表彰,3,丙\n");
    int64_t id;
    read->row_state[1] = ROW_WARNED;
    read->rows[ROW_GOOD]--;
    read->rows[ROW_WARNED]++;
    in.ready = read;
    OK(confirm(t, t->office, &in, &id, &err));
    assert_int_equal(values_stored(t), 1);
    assert_int_equal(record_of(t, id).left_out, 2);
    town_free(t);
}

static void somebody_elses_reading_is_not_confirmed(void **state)
{
    TOWN(t, state);
    struct intake_confirm in = {.ready = town_read(t, t->office, MARCH)};
    int64_t id;
    FAILS(confirm(t, t->liaison, &in, &id, &err), RC_NOT_FOUND, "intake.no_such_draft");
    in.ready = town_read(t, t->liaison, "单位,期间,按期率\n乙局,2026-03,80\n");
    OK(keep(t, t->office, (struct str){0}, march(), &in.draft_id, &err));
    FAILS(confirm(t, t->liaison, &in, &id, &err), RC_NOT_FOUND, "intake.no_such_draft");
    in.draft_id = (struct str){0};
    OK(confirm(t, t->liaison, &in, &id, &err));
    assert_int_equal(record_of(t, id).by_organ, t->organ[2]);
    town_free(t);
}

static void a_mended_cell_is_read_and_the_mend_is_evidence(void **state)
{
    TOWN(t, state);
    const struct intake_mend mend[] = {{3, 1, STR("乙局")}, {3, 3, STR("80")}};
    struct intake *in = town_read(t, t->office, "单位,期间,按期率\n甲局,2026-03,90\n乙乙局,2026-03,八十\n");
    assert_false(intake_is_ready(in));
    struct intake mended = {
        .given = in->given, .a = t->a, .actor = t->office, .day = in->day, .now_ms = in->now_ms};
    mended.given.mend = mend;
    mended.given.mends = COUNT_OF(mend);
    LOOK(t, intake_read(&mended, t->db, &err));
    assert_true(intake_is_ready(&mended));
    assert_true(str_eq(intake_cell(&mended, 1, 0), STR("乙局")));
    struct intake_confirm confirmed = {.ready = &mended};
    int64_t id;
    OK(confirm(t, t->office, &confirmed, &id, &err));
    struct import_record r = record_of(t, id);
    struct str bytes, hash;
    struct hash name = {{0}};
    assert_int_equal(r.choices_hash.n, 64);
    assert_true(canon_hex(r.choices_hash, t->a, &hash) && hash_read(hash, &name));
    LOOK(t, ledger_blob_get(kernel_ledger(t->w->k), t->db, t->a, name, &bytes, &err));
    assert_true(str_eq(bytes, STR("{\"mends\":[{\"column\":1,\"row\":3,\"text\":\"乙局\"},"
                                  "{\"column\":3,\"row\":3,\"text\":\"80\"}]}")));
    assert_true(canon_hex(r.file_hash, t->a, &hash) && hash_read(hash, &name));
    LOOK(t, ledger_blob_get(kernel_ledger(t->w->k), t->db, t->a, name, &bytes, &err));
    assert_true(str_eq(bytes, in->given.bytes)); /* as it came, not as it was mended */
    works_verify(t->w);
    town_free(t);
}

static void a_receipt_says_what_was_and_what_is(void **state)
{
    TOWN(t, state);
    struct import_values v;
    int64_t id;
    OK(town_import(t, MARCH, NULL, NULL, &err));
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,91.25\n乙局,2026-03,/\n丙县,2026-03,70\n", NULL, &id,
                   &err));
    LOOK(t, import_values_load(t->db, t->a, kernel_ledger(t->w->k), id, 10, &v, &err));
    assert_int_equal(v.n, 3);
    assert_int_equal(v.more, 0);
    assert_true(v.value[0].organ_id == t->organ[1] && v.value[0].value == 9125 && v.value[0].digits == 2);
    assert_true(v.value[0].had_value && v.value[0].before == 9000 && v.value[0].before_digits == 2);
    assert_true(v.value[1].organ_id == t->organ[2] && !v.value[1].has_value);
    assert_true(v.value[1].had_value && v.value[1].before == 8000);
    assert_true(v.value[2].organ_id == t->organ[3] && v.value[2].value == 7000 && !v.value[2].had_value);
    LOOK(t, import_values_load(t->db, t->a, kernel_ledger(t->w->k), id, 2, &v, &err));
    assert_true(v.n == 2 && v.more == 1);
    town_free(t);
}

/* ---- taking back ---- */

static enum rc undo(struct town *t, struct actor actor, int64_t id, struct act_receipt *ret, struct err *err)
{
    struct import_undo in = {.import_id = id, .reason = STR("交错了表")};
    return town_act(t, actor, &act_import_undo, &in, ret, err);
}

static struct str score_now(struct town *t, struct results_book *book, int unit)
{
    struct results *r CLEANUP(results_unref) = NULL;
    const struct score_result *result;
    OK(results_get(book, town_look(t), TOWN_CODE, 0, &r, &err));
    town_done(t);
    if (results_windows(r) == 0)
        return (struct str){0};
    OK(results_compute(r, 0, &result, &err));
    int n = scheme_node_find(result->scheme, STR("leaf"));
    return score_state(result, n, unit) == SCORE_PRESENT ? fixed_write(t->a, score_of(result, n, unit), 2)
                                                         : (struct str){0};
}

static void what_is_taken_back_is_as_if_it_had_never_been(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct act_receipt r;
    int64_t first, second;
    OK(town_import(t, MARCH "丙县,2026-03,70\n", NULL, &first, &err));
    assert_true(str_eq(score_now(t, book, 0), STR("90.00")));
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,95\n乙局,2026-03,/\n丙县,2026-03,70\n丙县,2026-04,60\n",
                   NULL, &second, &err));
    assert_true(str_eq(score_now(t, book, 0), STR("95.00")));
    assert_int_equal(values_stored(t), 4);
    OK(undo(t, t->office, second, &r, &err));
    assert_true(str_eq(score_now(t, book, 0), STR("90.00"))); /* a reader sees it at once */
    assert_int_equal(values_stored(t), 3);
    assert_int_equal(value_of(t, 2), 8000);
    assert_int_equal(
        works_number(t->w, arena_printf(t->a,
                                        "SELECT count(*) AS n FROM measure_value WHERE import_id "
                                        "= %" PRId64,
                                        first)
                               .p),
        3); /* each value names again who brought it */
    struct import_record record = record_of(t, second);
    assert_int_equal(record.undo_seq, r.seq);
    assert_true(str_eq(record.undo_reason, STR("交错了表")));
    assert_true(str_eq(record.undo_label, STR("office")));
    assert_false(import_may_be_undone(&record, t->w->now_ms));
    works_verify(t->w);
    OK(undo(t, t->office, first, &r, &err));
    assert_int_equal(values_stored(t), 0);
    works_verify(t->w);
    results_book_free(book);
    town_free(t);
}

static void events_that_a_table_replaced_come_back(void **state)
{
    TOWN(t, state);
    static const char head[] = "单位,指标,期间,数值,组别,事项,编号,依据\n";
    struct act_receipt r;
    int64_t id;
    OK(town_import(
        t,
        arena_printf(t->a, "%s甲局,加减分,2026-03,1,,表彰,1,甲\n甲局,加减分,2026-03,-0.5,,通报,2,乙\n", head)
            .p,
        NULL, NULL, &err));
    int64_t rows = values_stored(t);
    OK(town_import(t, arena_printf(t->a, "%s甲局,加减分,2026-03,2,,表彰,1,甲\n", head).p, NULL, &id, &err));
    assert_int_equal(values_stored(t), rows - 1);
    OK(undo(t, t->office, id, &r, &err));
    assert_int_equal(values_stored(t), rows);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM measure_value WHERE value = -5"), 1);
    works_verify(t->w);
    town_free(t);
}

static void an_import_on_which_another_rests_stays_until_that_one_goes(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    struct err why = {0};
    int64_t first, second;
    OK(town_import(t, MARCH, NULL, &first, &err));
    OK(town_import(t, "单位,期间,按期率\n乙局,2026-03,81\n", NULL, &second, &err));
    int64_t rows = town_rows(t);
    assert_int_equal(undo(t, t->office, first, &r, &why), RC_CONFLICT);
    assert_string_equal(why.text, "intake.rests_on_it");
    assert_string_equal(why.arg[0], "乙局 · 按期率 · 2026-03");
    assert_string_equal(why.arg[1], arena_printf(t->a, "%" PRId64, second).p);
    assert_int_equal(town_rows(t), rows);
    OK(undo(t, t->office, second, &r, &err));
    OK(undo(t, t->office, first, &r, &err));
    assert_int_equal(values_stored(t), 0);
    works_verify(t->w);
    town_free(t);
}

static void what_a_frozen_result_rests_on_is_not_taken_back(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct results *results = NULL;
    const struct score_result *result;
    struct result_freeze freeze;
    struct act_receipt r;
    struct err why = {0};
    int64_t id, other;
    OK(town_import(t, MARCH, NULL, &id, &err));
    OK(results_get(book, town_look(t), TOWN_CODE, 0, &results, &err));
    OK(results_compute(results, 0, &result, &err));
    OK(frozen_prepare(t->db, t->a, TENANT, results, result, &freeze, &err));
    town_done(t);
    OK(town_act(t, t->office, &act_result_freeze, &freeze, &r, &err));
    OK(town_import(t, "单位,期间,按期率\n乙局,2026-05,80\n", NULL, &other, &err));
    assert_int_equal(undo(t, t->office, id, &r, &why), RC_CONFLICT);
    assert_string_equal(why.text, "intake.frozen_rests_on_it");
    assert_int_equal(values_stored(t), 3);
    OK(undo(t, t->office, other, &r, &err)); /* after the freezing */
    works_verify(t->w);
    results_unref(&results);
    results_book_free(book);
    town_free(t);
}

static void after_a_day_it_is_too_late(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    int64_t id;
    OK(town_import(t, MARCH, NULL, &id, &err));
    t->w->now_ms += INTAKE_UNDO_MS + 1;
    struct import_record record = record_of(t, id);
    assert_false(import_may_be_undone(&record, t->w->now_ms));
    FAILS(undo(t, t->office, id, &r, &err), RC_CONFLICT, "intake.too_late");
    t->w->now_ms -= 1;
    assert_true(import_may_be_undone(&record, t->w->now_ms));
    OK(undo(t, t->office, id, &r, &err));
    FAILS(undo(t, t->office, id, &r, &err), RC_CONFLICT, "intake.undone_already");
    FAILS(undo(t, t->office, 99999, &r, &err), RC_NOT_FOUND, "value.no_such_import");
    FAILS(undo(t, t->office, 0, &r, &err), RC_NOT_FOUND, "value.no_such_import");
    FAILS(undo(t, t->office, -1, &r, &err), RC_NOT_FOUND, "value.no_such_import");
    town_free(t);
}

static void a_liaison_takes_back_the_own_tables_alone(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    int64_t theirs, own;
    OK(town_import(t, "单位,期间,按期率\n乙局,2026-02,80\n", NULL, &theirs, &err));
    struct intake_confirm in = {.ready = town_read(t, t->liaison, "单位,期间,按期率\n乙局,2026-03,80\n")};
    OK(confirm(t, t->liaison, &in, &own, &err));
    FAILS(undo(t, t->liaison, theirs, &r, &err), RC_DENIED, "intake.not_yours");
    OK(undo(t, t->liaison, own, &r, &err));
    OK(undo(t, t->office, theirs, &r, &err));
    struct import_records mine, all;
    LOOK(t, imports_load(t->db, t->a, TENANT, t->liaison.account_id, 0, 10, &mine, &err));
    LOOK(t, imports_load(t->db, t->a, TENANT, 0, 0, 10, &all, &err));
    assert_true(mine.n == 1 && mine.total == 1 && mine.record[0].import_id == own);
    assert_true(all.n == 2 && all.total == 2 && all.record[0].import_id == own);
    town_free(t);
}

static void a_reason_has_its_limit(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    int64_t id;
    char text[INTAKE_REASON_BYTES + 1];
    memset(text, 'a', sizeof text);
    OK(town_import(t, MARCH, NULL, &id, &err));
    struct import_undo in = {.import_id = id, .reason = str_of(text, sizeof text)};
    FAILS(town_act(t, t->office, &act_import_undo, &in, &r, &err), RC_INVALID, "intake.reason_too_long");
    in.reason = str_of(text, INTAKE_REASON_BYTES);
    OK(town_act(t, t->office, &act_import_undo, &in, &r, &err));
    town_free(t);
}

static void whichever_call_fails_nothing_is_half_confirmed_or_half_taken_back(void **state)
{
    TOWN(t, state);
    struct target none = {0};
    OK(town_import(t, MARCH, NULL, NULL, &err));
    struct intake_put put = {.given = march()};
    assert_true(town_try_all_faults(t, t->office, none, &act_intake_put, &put) > 3);
    struct intake_drafts all;
    LOOK(t, intake_drafts_load(t->db, t->a, &t->office, t->w->now_ms, &all, &err));
    struct intake_confirm in = {
        .ready = town_read(t, t->office, "单位,期间,按期率\n甲局,2026-03,95\n乙局,2026-03,/\n"),
        .draft_id = all.draft[0].draft_id};
    assert_true(town_try_all_faults(t, t->office, none, &act_value_import, &in) > 15);
    struct import_records records;
    LOOK(t, imports_load(t->db, t->a, TENANT, 0, 0, 1, &records, &err));
    struct import_undo back = {.import_id = records.record[0].import_id};
    assert_true(town_try_all_faults(t, t->office, none, &act_import_undo, &back) > 10);
    assert_int_equal(value_of(t, 1), 9000);
    works_verify(t->w);
    town_free(t);
}

static void of_several_words_about_a_cell_the_last_counts_in_whatever_order_they_come(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    const struct str head[] = {STR_INIT("单位"), STR_INIT("数值")};
    const struct str first[] = {STR_INIT("甲局"), STR_INIT("1")},
                     second[] = {STR_INIT("乙局"), STR_INIT("2")};
    const struct table_row row[] = {{.number = 2, .cell = first}, {.number = 3, .cell = second}};
    const struct table_note note[] = {{2, 2, MARK_ERROR}, {3, 1, MARK_MERGED}, {3, 2, MARK_ERROR}};
    const struct intake_mend mend[] = {{3, 1, STR("丙局")}, {2, 2, STR("8")},  {9, 1, STR("无")},
                                       {2, 2, STR("9")},    {2, 3, STR("外")}, {0, 0, STR("无")}};
    struct table t = {.cols = 2,
                      .head = {.number = 1, .cell = head},
                      .row = row,
                      .rows = 2,
                      .note = note,
                      .notes = COUNT_OF(note)};
    struct intake in = {.a = a, .given = {.mend = mend, .mends = COUNT_OF(mend)}};
    intake_mend(&in, &t);
    assert_true(str_eq(t.row[0].cell[0], STR("甲局")) && str_eq(t.row[0].cell[1], STR("9")));
    assert_true(str_eq(t.row[1].cell[0], STR("丙局")) && str_eq(t.row[1].cell[1], STR("2")));
    assert_int_equal(t.notes, 1);
    assert_true(t.note[0].row == 3 && t.note[0].column == 2);
    assert_true(str_eq(second[0], STR("乙局"))); /* what was read stays as it was */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(of_several_words_about_a_cell_the_last_counts_in_whatever_order_they_come),
    BOTH(a_draft_gives_back_everything_that_was_typed),
    BOTH(another_file_takes_the_place_of_the_first),
    BOTH(nobody_else_sees_changes_or_drops_a_draft),
    BOTH(a_draft_is_kept_for_seven_days),
    BOTH(of_more_than_fifty_drafts_the_oldest_go),
    BOTH(a_draft_with_names_of_people_lies_sealed_and_never_becomes_evidence),
    BOTH(what_cannot_become_a_draft_is_refused),
    BOTH(the_difference_says_what_will_be),
    BOTH(a_difference_has_one_name_in_both_languages),
    BOTH(what_was_seen_is_written_and_the_draft_goes),
    BOTH(a_form_that_is_sent_twice_is_one_import),
    BOTH(data_that_changed_after_the_look_are_not_written_over),
    BOTH(a_change_elsewhere_is_no_conflict),
    BOTH(the_rows_of_one_cell_go_in_together_or_not_at_all),
    BOTH(somebody_elses_reading_is_not_confirmed),
    BOTH(a_mended_cell_is_read_and_the_mend_is_evidence),
    BOTH(a_receipt_says_what_was_and_what_is),
    BOTH(what_is_taken_back_is_as_if_it_had_never_been),
    BOTH(events_that_a_table_replaced_come_back),
    BOTH(an_import_on_which_another_rests_stays_until_that_one_goes),
    BOTH(what_a_frozen_result_rests_on_is_not_taken_back),
    BOTH(after_a_day_it_is_too_late),
    BOTH(a_liaison_takes_back_the_own_tables_alone),
    BOTH(a_reason_has_its_limit),
    BOTH(whichever_call_fails_nothing_is_half_confirmed_or_half_taken_back),
};
WORKS_MAIN(tests)
