/* Files are kept once, tied to events and taken back, seen by whom they concern, and sealed where they say
 * more. */
#include "town.h"

#include "base/limits.h"
#include "domain/attachment.h"

#define TEST(name) static void name(void **state)
#define SECRET "30.2741,120.1551 Zhang San"
/* A photo whose comment says where it was taken, and the same without. */
#define PHOTO_START "\xFF\xD8"
#define PHOTO_COMMENT "\xFF\xFE\0\x1C" SECRET
#define PHOTO_REST "\xFF\xC0\0\x0B\x08\0\2\0\3\1\1\x11\0\xFF\xDA\0\x08\1\1\0\0\x3F\0\x12\x34\xFF\xD9"
static const struct str PHOTO = STR_INIT(PHOTO_START PHOTO_COMMENT PHOTO_REST);
static const struct str SHOWN = STR_INIT(PHOTO_START PHOTO_REST);
static const struct str PDF = STR_INIT("%PDF-1.4\n%%EOF\n");

static struct attachment_ready ready(struct town *t, const char *name, struct str bytes)
{
    struct attachment_ready r = {0};
    OK(attachment_prepare(t->a, str_c(name), bytes, &r, &err));
    return r;
}

static int64_t bring(struct town *t, struct actor actor, const char *name, struct str bytes)
{
    struct attachment_ready file = ready(t, name, bytes);
    struct attachment_bring in = {.file = &file, .n = 1};
    struct act_receipt receipt;
    int64_t id = 0;
    OK(town_act(t, actor, &act_attachment_bring, &in, &receipt, &err));
    assert_true(str_to_i64(receipt.answer, &id));
    return id;
}

static struct attachment file_of(struct town *t, int64_t id)
{
    struct attachment f = {0};
    LOOK(t, attachment_load(t->db, t->a, TENANT, id, &f, &err));
    return f;
}

static struct actor other_unit(struct town *t)
{
    struct actor a = t->liaison;
    a.account_id = 4711;
    a.organ_id = t->organ[1];
    return a;
}

/* ---- an act as the engine's, that ties and unties ---- */

struct knot {
    int64_t attachment_id; /* 0: untie the event */
    int64_t record_id, event_n;
};
static enum rc run_knot(struct act *act, const void *input, struct err *err)
{
    const struct knot *in = input;
    if (in->attachment_id == 0)
        return attachment_untie(act, in->record_id, in->event_n, err);
    return attachment_tie(act, in->attachment_id, in->record_id, in->event_n, STR("evidence"), err);
}
static const struct act_def act_knot = {
    "test_knot", STR_INIT("test.knot"), false, {ROLES_SIGNED_IN | BIT(SYSTEM), 0}, run_knot};

static enum rc knot(struct town *t, struct actor actor, int64_t id, int64_t record, int64_t event,
                    struct act_receipt *ret, struct err *err)
{
    struct knot in = {id, record, event};
    return town_act(t, actor, &act_knot, &in, ret, err);
}

/* The vault forgets an original. */
static enum rc run_erase(struct act *act, const void *input, struct err *err)
{
    const int64_t *id = input;
    struct str number = arena_printf(act->arena, "%d", (int)*id);
    return vault_erase(ledger_vault(act->ledger), act->db, act->arena,
                       (struct vault_place){STR("attachment"), number, STR("original")}, err);
}
static const struct act_def act_erase = {
    "test_erase", STR_INIT("test.erase"), true, {ROLES_SIGNED_IN, 0}, run_erase};

/* ---- files ---- */

TEST(what_is_shown_is_a_blob_and_the_original_lies_sealed)
{
    TOWN(t, state);
    int64_t id = bring(t, t->liaison, "现场.jpg", PHOTO);
    struct attachment f = file_of(t, id);
    struct str bytes = {0};
    assert_true(str_eq(f.type, STR("jpeg")));
    assert_int_equal(f.bytes, PHOTO.n);
    assert_int_equal(f.organ_id, t->liaison.organ_id);
    assert_true(str_eq(f.hash, hash_hex(t->a, hash_of(PHOTO))));
    assert_true(str_eq(f.shown_hash, hash_hex(t->a, hash_of(SHOWN))));
    LOOK(t, attachment_bytes(t->db, t->a, kernel_ledger(t->w->k), &f, &bytes, &err));
    assert_true(str_eq(bytes, SHOWN));
    LOOK(t, attachment_original(t->db, t->a, kernel_ledger(t->w->k), &f, &bytes, &err));
    assert_true(str_eq(bytes, PHOTO));
    assert_false(town_knows(t, STR(SECRET)));
    works_verify(t->w);
    town_free(t);
}

TEST(an_original_as_large_as_a_file_may_be_is_sealed_and_opens)
{
    TOWN(t, state);
    size_t n = LIMIT_UPLOAD_BYTES;
    char *p = test_malloc(n); /* what follows the picture is left out */
    memset(p, 'x', n);
    memcpy(p, PHOTO.p, PHOTO.n);
    struct attachment f = file_of(t, bring(t, t->liaison, "大.jpg", str_of(p, n)));
    struct str bytes = {0};
    assert_true(str_eq(f.shown_hash, hash_hex(t->a, hash_of(SHOWN))));
    LOOK(t, attachment_original(t->db, t->a, kernel_ledger(t->w->k), &f, &bytes, &err));
    assert_int_equal(bytes.n, n);
    assert_memory_equal(bytes.p, p, n);
    test_free(p);
    town_free(t);
}

TEST(an_original_that_was_erased_does_not_open_and_what_is_shown_stays)
{
    TOWN(t, state);
    struct attachment f = file_of(t, bring(t, t->liaison, "现场.jpg", PHOTO));
    struct act_receipt r;
    struct str bytes;
    OK(town_act(t, t->office, &act_erase, &f.attachment_id, &r, &err));
    (void)town_look(t);
    FAILS(attachment_original(t->db, t->a, kernel_ledger(t->w->k), &f, &bytes, &err), RC_NOT_FOUND,
          "ledger.vault_erased");
    OK(attachment_bytes(t->db, t->a, kernel_ledger(t->w->k), &f, &bytes, &err));
    town_done(t);
    works_verify(t->w);
    town_free(t);
}

TEST(the_same_bytes_are_one_file_of_a_unit_and_a_remark_for_another)
{
    TOWN(t, state);
    int64_t first = bring(t, t->liaison, "通知.pdf", PDF), id = 0;
    assert_int_equal(bring(t, t->liaison, "另名.pdf", PDF), first);
    int64_t second = bring(t, other_unit(t), "通知.pdf", PDF);
    struct str hash = file_of(t, first).hash;
    assert_int_not_equal(second, first);
    assert_true(str_eq(file_of(t, second).hash, hash));
    LOOK(t, attachment_find(t->db, t->a, TENANT, t->liaison.organ_id, hash, &id, &err));
    assert_int_equal(id, first);
    struct act_receipt r;
    struct attachment_uses seen = {0};
    OK(knot(t, t->liaison, first, 7, 1, &r, &err));
    LOOK(t, attachment_seen(t->db, t->a, TENANT, hash, second, &seen, &err));
    assert_int_equal(seen.n, 1);
    assert_int_equal(seen.use[0].record_id, 7);
    assert_int_equal(seen.use[0].tied_seq, r.seq);
    assert_int_equal(seen.use[0].organ_id, t->liaison.organ_id);
    town_free(t);
}

TEST(ties_hold_until_their_event_is_taken_back_and_may_hold_again)
{
    TOWN(t, state);
    int64_t id = bring(t, t->liaison, "通知.pdf", PDF);
    struct act_receipt tied, r, untied;
    struct attachment_uses uses = {0};
    OK(knot(t, t->liaison, id, 7, 1, &tied, &err));
    OK(knot(t, t->liaison, id, 7, 1, &r, &err)); /* no change */
    OK(knot(t, t->liaison, id, 7, 2, &r, &err));
    LOOK(t, attachments_of_record(t->db, t->a, TENANT, 7, &uses, &err));
    assert_int_equal(uses.n, 2);
    assert_int_equal(uses.use[0].tied_seq, tied.seq);
    OK(knot(t, t->office, 0, 7, 1, &untied, &err));
    LOOK(t, attachments_of_record(t->db, t->a, TENANT, 7, &uses, &err));
    assert_int_equal(uses.n, 1);
    assert_int_equal(uses.use[0].event_n, 2);
    LOOK(t, attachment_uses_load(t->db, t->a, TENANT, id, &uses, &err));
    assert_int_equal(uses.n, 2);
    assert_int_equal(uses.use[0].revoked_seq, untied.seq);
    assert_int_equal(file_of(t, id).ties, 1);
    OK(knot(t, t->office, 0, 8, 1, &r, &err)); /* nothing there */
    OK(knot(t, t->liaison, id, 7, 1, &r, &err));
    assert_int_equal(file_of(t, id).ties, 2);
    works_verify(t->w);
    town_free(t);
}

TEST(nobody_ties_or_sees_what_another_unit_brought_but_those_who_see_all)
{
    TOWN(t, state);
    struct attachment f = file_of(t, bring(t, t->liaison, "通知.pdf", PDF));
    struct act_receipt r;
    FAILS(knot(t, other_unit(t), f.attachment_id, 7, 1, &r, &err), RC_DENIED, "attachment.not_yours");
    FAILS(knot(t, t->liaison, 99, 7, 1, &r, &err), RC_NOT_FOUND, "attachment.no_such");
    const struct {
        enum role role;
        int64_t organ;
        bool may;
    } who[] = {{ROLE_LIAISON, t->liaison.organ_id, true},
               {ROLE_LIAISON, t->organ[1], false},
               {ROLE_LIAISON, 0, false},
               {ROLE_WINDOW, t->organ[1], false},
               {ROLE_PERF_OFFICE, 0, true},
               {ROLE_SUPERVISION_OFFICE, t->organ[1], true},
               {ROLE_LEADER, 0, true},
               {ROLE_AUDITOR, 0, true},
               {ROLE_SYS_ADMIN, 0, false},
               {ROLE_NONE, 0, false}};
    for (size_t i = 0; i < COUNT_OF(who); i++) {
        struct actor actor = {.tenant_id = TENANT, .organ_id = who[i].organ, .role = who[i].role};
        bool may_see = !who[i].may;
        LOOK(t, attachment_may_see(t->db, t->a, NULL, &actor, &f, &may_see, &err));
        assert_int_equal(may_see, who[i].may);
    }
    town_free(t);
}

TEST(an_original_is_opened_with_a_reason_and_an_entry_or_not_at_all)
{
    TOWN(t, state);
    int64_t photo = bring(t, t->liaison, "现场.jpg", PHOTO), pdf = bring(t, t->liaison, "通知.pdf", PDF);
    struct attachment_unseal in = {photo, STR(" ")};
    struct act_receipt r, before;
    OK(knot(t, t->office, pdf, 7, 1, &before, &err));
    FAILS(town_act(t, t->office, &act_attachment_unseal, &in, &r, &err), RC_INVALID,
          "attachment.reason_missing");
    in.reason = STR("核对时间");
    FAILS(town_act(t, t->liaison, &act_attachment_unseal, &in, &r, &err), RC_DENIED,
          "door.not_for_your_role");
    OK(town_act(t, t->office, &act_attachment_unseal, &in, &r, &err));
    assert_int_equal(r.seq, before.seq + 1);
    assert_true(town_knows(t, STR("核对时间")));
    in.attachment_id = pdf;
    FAILS(town_act(t, t->office, &act_attachment_unseal, &in, &r, &err), RC_NOT_FOUND,
          "attachment.no_original");
    in.attachment_id = 99;
    FAILS(town_act(t, t->office, &act_attachment_unseal, &in, &r, &err), RC_NOT_FOUND, "attachment.no_such");
    town_free(t);
}

TEST(lists_are_by_unit_name_kind_and_use)
{
    TOWN(t, state);
    int64_t pdf = bring(t, t->liaison, "整改_100_.pdf", PDF), photo = bring(t, t->liaison, "现场.jpg", PHOTO);
    (void)bring(t, other_unit(t), "现场.pdf", PDF);
    struct act_receipt r;
    OK(knot(t, t->liaison, pdf, 7, 1, &r, &err));
    const struct {
        struct attachment_wish wish;
        int64_t total, first;
    } want[] = {
        {{0}, 3, 3},
        {{.organ_id = t->liaison.organ_id}, 2, photo},
        {{.text = STR("现场")}, 2, 3},
        {{.text = STR("_100_")}, 1, pdf},
        {{.text = STR("%")}, 0, 0},
        {{.text = STR("/")}, 0, 0},
        {{.type = STR("jpeg")}, 1, photo},
        {{.is_tied = true}, 1, pdf},
        {{.is_free = true}, 2, 3},
        {{.record = STR("7")}, 1, pdf},
        {{.record = STR("8")}, 0, 0},
        {{.record = STR("督2026-0147")}, 0, 0},
        {{.organ_id = -1}, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        struct attachments all = {0};
        LOOK(t, attachments_load(t->db, t->a, TENANT, &want[i].wish, 0, 1, &all, &err));
        assert_int_equal(all.total, want[i].total);
        assert_int_equal(all.n, want[i].total ? 1 : 0);
        if (all.n)
            assert_int_equal(all.file[0].attachment_id, want[i].first);
    }
    town_free(t);
}

/* ---- in pieces ---- */

static enum rc put_piece(struct town *t, struct actor actor, struct str id, int64_t from, struct str bytes,
                         struct err *err)
{
    struct upload_put in = {id, from, bytes};
    struct act_receipt r;
    return town_act(t, actor, &act_upload_put, &in, &r, err);
}

static struct str open_upload(struct town *t, struct actor actor, int64_t size)
{
    struct upload_open in = {STR("长文.pdf"), size};
    struct act_receipt r;
    OK(town_act(t, actor, &act_upload_open, &in, &r, &err));
    assert_int_equal(r.seq, -1);
    assert_int_equal(r.answer.n, 32);
    return r.answer;
}

TEST(a_file_in_pieces_becomes_one_and_its_pieces_go)
{
    TOWN(t, state);
    struct str id = open_upload(t, t->liaison, (int64_t)PHOTO.n), bytes = {0};
    struct upload u = {0};
    OK(put_piece(t, t->liaison, id, 0, str_sub(PHOTO, 0, 20), &err));
    FAILS(put_piece(t, t->liaison, id, 0, str_sub(PHOTO, 0, 20), &err), RC_CONFLICT, "upload.wrong_place");
    FAILS(put_piece(t, t->liaison, id, 20, (struct str){0}, &err), RC_CONFLICT, "upload.wrong_place");
    FAILS(put_piece(t, t->liaison, id, 20, PHOTO, &err), RC_CONFLICT, "upload.wrong_place");
    FAILS(put_piece(t, other_unit(t), id, 20, STR("x"), &err), RC_NOT_FOUND, "upload.no_such");
    (void)town_look(t);
    OK(upload_load(t->db, t->a, &t->liaison, t->w->now_ms, id, &u, &err));
    assert_int_equal(u.have, 20);
    FAILS(upload_bytes(t->db, t->a, kernel_ledger(t->w->k), &u, &bytes, &err), RC_CONFLICT,
          "upload.not_whole");
    town_done(t);
    OK(put_piece(t, t->liaison, id, 20, str_sub(PHOTO, 20, PHOTO.n), &err));
    (void)town_look(t);
    OK(upload_load(t->db, t->a, &t->liaison, t->w->now_ms, id, &u, &err));
    OK(upload_bytes(t->db, t->a, kernel_ledger(t->w->k), &u, &bytes, &err));
    town_done(t);
    assert_true(str_eq(bytes, PHOTO));
    assert_false(town_knows(t, STR(SECRET))); /* sealed while it waits */
    struct attachment_ready file = ready(t, "x.jpg", bytes);
    struct attachment_bring in = {.file = &file, .n = 1, .upload = &id, .uploads = 1};
    struct act_receipt r;
    OK(town_act(t, t->liaison, &act_attachment_bring, &in, &r, &err));
    (void)town_look(t);
    FAILS(upload_load(t->db, t->a, &t->liaison, t->w->now_ms, id, &u, &err), RC_NOT_FOUND, "upload.no_such");
    town_done(t);
    town_free(t);
}

TEST(an_upload_is_gone_after_a_day_and_a_person_has_only_so_many)
{
    TOWN(t, state);
    struct upload_open too_large = {STR("x"), LIMIT_UPLOAD_BYTES + 1}, empty = {STR("x"), 0};
    struct act_receipt r;
    struct upload u;
    FAILS(town_act(t, t->liaison, &act_upload_open, &too_large, &r, &err), RC_TOO_LARGE, "attach.too_large");
    FAILS(town_act(t, t->liaison, &act_upload_open, &empty, &r, &err), RC_INVALID, "attach.empty");
    int64_t rows = town_rows(t);
    struct str id = open_upload(t, t->liaison, 10);
    OK(put_piece(t, t->liaison, id, 0, STR("12345"), &err));
    assert_int_equal(town_rows(t), rows + 2);
    t->w->now_ms += UPLOAD_KEPT_MS + 1;
    FAILS(put_piece(t, t->liaison, id, 5, STR("67890"), &err), RC_NOT_FOUND, "upload.no_such");
    for (int i = 0; i < UPLOADS_MAX + 5; i++)
        id = open_upload(t, t->liaison, 10);
    assert_int_equal(town_rows(t), rows + UPLOADS_MAX); /* the old one and its piece went */
    LOOK(t, upload_load(t->db, t->a, &t->liaison, t->w->now_ms, id, &u, &err));
    struct upload_drop drop = {id};
    OK(town_act(t, t->liaison, &act_upload_drop, &drop, &r, &err));
    OK(town_act(t, t->liaison, &act_upload_drop, &drop, &r, &err));
    assert_int_equal(town_rows(t), rows + UPLOADS_MAX - 1);
    town_free(t);
}

TEST(a_fault_of_the_data_base_anywhere_leaves_nothing)
{
    TOWN(t, state);
    struct attachment_ready file[] = {ready(t, "现场.jpg", PHOTO), ready(t, "通知.pdf", PDF)};
    struct attachment_bring in = {.file = file, .n = 2};
    assert_true(town_try_all_faults(t, t->liaison, (struct target){0}, &act_attachment_bring, &in) > 5);
    assert_true(str_eq(file_of(t, 1).type, STR("jpeg")));
    assert_true(str_eq(file_of(t, 2).type, STR("pdf")));
    town_free(t);
}

TEST(one_act_brings_at_most_as_many_files_as_it_can_name)
{
    TOWN(t, state);
    struct attachment_ready file[ATTACHMENTS_AT_ONCE + 1];
    struct act_receipt r;
    for (size_t i = 0; i < COUNT_OF(file); i++)
        file[i] = ready(t, "a.txt", arena_printf(t->a, "text %zu", i));
    struct attachment_bring in = {.file = file, .n = COUNT_OF(file)};
    FAILS(town_act(t, t->liaison, &act_attachment_bring, &in, &r, &err), RC_INVALID, "attachment.too_many");
    in.n = 0;
    FAILS(town_act(t, t->liaison, &act_attachment_bring, &in, &r, &err), RC_INVALID, "attachment.none_given");
    in.n = ATTACHMENTS_AT_ONCE;
    OK(town_act(t, t->liaison, &act_attachment_bring, &in, &r, &err));
    assert_true(str_eq(r.answer, STR("1 2 3 4 5 6 7 8")));
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(what_is_shown_is_a_blob_and_the_original_lies_sealed),
    BOTH(an_original_as_large_as_a_file_may_be_is_sealed_and_opens),
    BOTH(an_original_that_was_erased_does_not_open_and_what_is_shown_stays),
    BOTH(the_same_bytes_are_one_file_of_a_unit_and_a_remark_for_another),
    BOTH(ties_hold_until_their_event_is_taken_back_and_may_hold_again),
    BOTH(nobody_ties_or_sees_what_another_unit_brought_but_those_who_see_all),
    BOTH(an_original_is_opened_with_a_reason_and_an_entry_or_not_at_all),
    BOTH(lists_are_by_unit_name_kind_and_use),
    BOTH(a_file_in_pieces_becomes_one_and_its_pieces_go),
    BOTH(an_upload_is_gone_after_a_day_and_a_person_has_only_so_many),
    BOTH(a_fault_of_the_data_base_anywhere_leaves_nothing),
    BOTH(one_act_brings_at_most_as_many_files_as_it_can_name),
};
WORKS_MAIN(tests)
