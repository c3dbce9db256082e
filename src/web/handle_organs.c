/* Organs and their people: the list, one organ, and the acts on it. */
#include <inttypes.h>

#include "web/export.h"
#include "web/past.h"
#include "web/page.h"

/* ---- the list ---- */

static bool is_wanted(const struct organ *o, struct str class, struct str words)
{
    if (class.n && !str_eq(o->class_code, class))
        return false;
    if (words.n == 0)
        return true;
    return str_find_str(o->name, words) < o->name.n || str_find_str(o->short_name, words) < o->short_name.n ||
           str_eq(o->code, words);
}

static void fill_class_tabs(struct door *d, const struct organ_book *book, struct str here,
                            struct organs_view *v)
{
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, book->n + 1);
    tabs[v->classes_n++] = (struct tab){TEXT(d, "organs.all"), STR("/organs"), here.n == 0};
    for (size_t i = 0; i < book->n; i++) {
        const struct organ *o = &book->organ[i];
        bool is_known = o->class_code.n == 0;
        for (size_t k = 1; k < v->classes_n; k++)
            is_known |= str_eq(tabs[k].label, o->class_name);
        if (!is_known)
            tabs[v->classes_n++] =
                (struct tab){o->class_name, arena_printf(d->a, "/organs?class=%.*s", STR_ARG(o->class_code)),
                             str_eq(here, o->class_code)};
    }
    v->classes = tabs;
}

static enum rc show_list(struct door *d, struct web_errors *errors, struct err *err)
{
    struct organs_view v = {.q = {.value = str_trim(http_query(d->q, STR("q")))}};
    struct str class = http_query(d->q, STR("class")), asked = http_query(d->q, STR("day"));
    struct organ_book book;
    int64_t day = d->day;
    if (asked.n && !web_read_day(asked, &day)) {
        v.day.error = TEXT(d, "organ.day_wrong");
        day = d->day;
    }
    v.day.value = v.day.error.n ? asked : web_day(d, day);
    enum rc rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, day, &book, err);
    if (rc != RC_OK)
        return rc;
    fill_class_tabs(d, &book, class, &v);
    struct organ_row *rows = ARENA_ARRAY(d->a, struct organ_row, book.n + 1);
    for (size_t i = 0; i < book.n; i++) {
        const struct organ *o = &book.organ[i], *parent = organ_by_id(&book, o->parent_id);
        if (!is_wanted(o, class, v.q.value))
            continue;
        rows[v.rows_n++] = (struct organ_row){.url = arena_printf(d->a, "/organs/%" PRId64, o->organ_id),
                                              .code = o->code,
                                              .name = o->name,
                                              .short_name = o->short_name,
                                              .class_name = o->class_name,
                                              .parent = parent ? parent->short_name : (struct str){0}};
    }
    v.rows = rows;
    v.may_register = door_may_act(d, &act_organ_register, 0);
    v.new_code.value = http_form(d->q, STR("code"));
    v.new_name.value = http_form(d->q, STR("name"));
    v.new_short_name.value = http_form(d->q, STR("short_name"));
    web_frame(d, &v.shell, PLACE_ORGANS, TEXT(d, "organs.title"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (listing_is_asked(d))
        return export_organs(d, &v, err);
    page_organs(&d->h, &v);
    return RC_OK;
}

enum rc handle_organs(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_list(d, &none, err);
}

enum rc handle_organ_register(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct organ_draft draft = {.code = str_trim(http_form(d->q, STR("code"))),
                                .kind = STR("unit"),
                                .name = str_trim(http_form(d->q, STR("name"))),
                                .short_name = str_trim(http_form(d->q, STR("short_name")))};
    struct organ_register in = {.draft = &draft, .n = 1};
    struct act_receipt receipt;
    enum rc rc = draft.code.n ? door_act(d, &in, &receipt, err)
                              : FAIL(err, RC_INVALID, "organ.code_missing", "no code");
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/organs/%.*s?done=registered", STR_ARG(receipt.answer)));
        return RC_OK;
    }
    if (!web_refused(d, &errors, STR("code"), rc, err))
        return rc;
    return show_list(d, &errors, err);
}

/* ---- one organ ---- */

struct revealed {
    int64_t person_id; /* 0: nobody */
    struct person_plain plain;
    struct act_receipt receipt;
};

static void fill_people(struct door *d, const struct organ_detail *detail, const struct revealed *shown,
                        struct organ_view *v)
{
    struct person_row *rows = ARENA_ARRAY(d->a, struct person_row, detail->people_n + 1);
    int64_t organ_id = detail->organ.organ_id;
    for (size_t i = 0; i < detail->people_n; i++) {
        const struct organ_person *p = &detail->people[i];
        bool is_shown = shown && shown->person_id == p->person_id;
        bool has_left = p->to_day != DAY_OPEN;
        rows[i] =
            (struct person_row){.id = arena_printf(d->a, "%" PRId64, p->person_id),
                                .name = is_shown ? shown->plain.name : p->masked_name,
                                .phone = is_shown ? shown->plain.phone : p->masked_phone,
                                .post = p->post_title,
                                .from = web_day(d, p->from_day),
                                .to = web_day(d, p->to_day),
                                .is_masked = !is_shown,
                                .is_revealed = is_shown,
                                .may_reveal = !is_shown && door_may_act(d, &act_person_reveal, organ_id)};
        if (!has_left && door_may_act(d, &act_person_end, organ_id))
            rows[i].end_url =
                arena_printf(d->a, "/organs/%" PRId64 "/dismiss?person=%" PRId64, organ_id, p->person_id);
    }
    v->people = rows;
    v->people_n = detail->people_n;
}

static void fill_names(struct door *d, const struct organ_detail *detail, struct organ_view *v)
{
    struct dated_row *names = ARENA_ARRAY(d->a, struct dated_row, detail->names_n + 1);
    for (size_t i = 0; i < detail->names_n; i++) /* newest first */
        names[i] = (struct dated_row){
            .value = arena_printf(d->a, "%.*s（%.*s）", STR_ARG(detail->names[i].name),
                                  STR_ARG(detail->names[i].short_name)),
            .from = web_day(d, detail->names[i].from_day),
            .to = i > 0 ? web_day(d, date_day_before(detail->names[i - 1].from_day)) : (struct str){0}};
    v->names = names;
    v->names_n = detail->names_n;
}

static enum rc show_organ(struct door *d, struct web_errors *errors, const struct revealed *shown,
                          struct err *err)
{
    struct organ_view v = {0};
    struct organ_detail detail;
    struct organ_book book;
    int64_t id = d->target.organ_id;
    enum rc rc = organ_detail_load(d->db, d->a, kernel_ledger(d->app->kernel), d->who.actor.tenant_id, id,
                                   d->day, &detail, err);
    if (rc == RC_OK)
        rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &book, err);
    if (rc == RC_OK)
        rc = web_unit_past(d, id, &v.past, err);
    if (rc != RC_OK)
        return rc;
    const struct organ *o = &detail.organ, *parent = organ_by_id(&book, o->parent_id);
    web_frame(d, &v.shell, PLACE_ORGANS, o->name);
    v.code = o->code;
    v.name = o->name;
    v.short_name = o->short_name;
    v.day = web_day(d, d->day);
    struct str base = arena_printf(d->a, "/organs/%" PRId64, id);
    v.url = base;
    if (door_may_view(d, &view_handing_over, id))
        v.hand_over_url = arena_printf(d->a, "%.*s/hand-over", STR_ARG(base));
    v.reveal_url = arena_printf(d->a, "%.*s/reveal", STR_ARG(base));
    v.appoint_url = arena_printf(d->a, "%.*s/people", STR_ARG(base));
    v.rename_url = arena_printf(d->a, "%.*s/name", STR_ARG(base));
    if (door_may_view(d, &view_unit_score, id) && o->class_code.n)
        v.scores_url = arena_printf(d->a, "/scores/%" PRId64, id);
    fill_names(d, &detail, &v);
    if (o->class_code.n) {
        struct dated_row *class = ARENA_NEW(d->a, struct dated_row);
        *class = (struct dated_row){.value = o->class_name};
        v.classes = class;
        v.classes_n = 1;
    }
    if (parent) {
        struct dated_row *up = ARENA_NEW(d->a, struct dated_row);
        *up = (struct dated_row){.value = parent->name,
                                 .url = arena_printf(d->a, "/organs/%" PRId64, parent->organ_id)};
        v.parents = up;
        v.parents_n = 1;
    }
    fill_people(d, &detail, shown, &v);
    if (shown && shown->person_id) {
        v.revealed = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, shown->receipt.seq),
                                           .url = arena_printf(d->a, "/ledger/%" PRId64, shown->receipt.seq),
                                           .leaf = web_hex(d, shown->receipt.leaf.b, HASH_BYTES),
                                           .at = web_instant(d, d->now_ms),
                                           .by = d->who.label};
    }
    v.may_appoint = door_may_act(d, &act_person_appoint, id);
    v.may_rename = door_may_act(d, &act_organ_rename, id);
    v.new_name.value = http_form(d->q, STR("name"));
    v.new_short_name.value = http_form(d->q, STR("short_name"));
    v.new_from.value = http_form(d->q, STR("name_from"));
    v.person_name.value = http_form(d->q, STR("person_name"));
    v.phone.value = http_form(d->q, STR("phone"));
    v.post.value = http_form(d->q, STR("post"));
    v.from.value = http_form(d->q, STR("from"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (listing_is_asked(d))
        return export_organ(d, &v, err);
    page_organ(&d->h, &v);
    return RC_OK;
}

enum rc handle_organ(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_organ(d, &none, NULL, err);
}

/* Back to the organ with a word of success, or the same page with what is wrong. */
static enum rc finish(struct door *d, struct str id, const char *done, enum rc rc, struct err *err)
{
    struct web_errors errors = {.n = 0};
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/organs/%" PRId64 "?done=%s", d->target.organ_id, done));
        return RC_OK;
    }
    if (!web_refused(d, &errors, id, rc, err))
        return rc;
    return show_organ(d, &errors, NULL, err);
}

enum rc handle_organ_rename(struct door *d, struct err *err)
{
    struct organ_rename in = {.organ_id = d->target.organ_id,
                              .name = str_trim(http_form(d->q, STR("name"))),
                              .short_name = str_trim(http_form(d->q, STR("short_name")))};
    struct act_receipt receipt;
    if (!web_read_day(http_form(d->q, STR("name_from")), &in.from_day))
        return finish(d, STR("name_from"), "name", FAIL(err, RC_INVALID, "organ.day_wrong", "no day"), err);
    return finish(d, STR("name"), "name", door_act(d, &in, &receipt, err), err);
}

enum rc handle_person_appoint(struct door *d, struct err *err)
{
    struct person_appoint in = {.organ_id = d->target.organ_id,
                                .post_title = str_trim(http_form(d->q, STR("post"))),
                                .name = str_trim(http_form(d->q, STR("person_name"))),
                                .phone = str_trim(http_form(d->q, STR("phone")))};
    struct act_receipt receipt;
    if (!web_read_day(http_form(d->q, STR("from")), &in.from_day))
        return finish(d, STR("from"), "person", FAIL(err, RC_INVALID, "organ.day_wrong", "no day"), err);
    return finish(d, STR("person_name"), "person", door_act(d, &in, &receipt, err), err);
}

/* Asked before it is done: who leaves which post, and that today is the last day. */
enum rc handle_person_ending(struct door *d, struct err *err)
{
    struct confirm_view v = {.heading = TEXT(d, "person.dismiss"), .button = TEXT(d, "person.dismiss")};
    struct organ_detail detail;
    int64_t id = d->target.organ_id, person_id = 0;
    enum rc rc = organ_detail_load(d->db, d->a, kernel_ledger(d->app->kernel), d->who.actor.tenant_id, id,
                                   d->day, &detail, err);
    if (rc != RC_OK)
        return rc;
    struct str person = http_query(d->q, STR("person"));
    if (!str_to_i64(person, &person_id))
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person is no number");
    struct confirm_row *rows = ARENA_ARRAY(d->a, struct confirm_row, 4);
    for (size_t i = 0; i < detail.people_n && v.rows_n == 0; i++) {
        const struct organ_person *p = &detail.people[i];
        if (p->person_id != person_id || p->to_day != DAY_OPEN)
            continue;
        rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "organ.name"), .value = detail.organ.name};
        rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "person.post"), .value = p->post_title};
        rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "person.name"), .value = p->masked_name};
        rows[v.rows_n++] =
            (struct confirm_row){.name = TEXT(d, "person.last_day"), .value = web_day(d, d->day)};
    }
    if (v.rows_n == 0)
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person %" PRId64, person_id);
    struct confirm_field *field = ARENA_NEW(d->a, struct confirm_field);
    *field = (struct confirm_field){STR("person"), person};
    v.fields = field;
    v.fields_n = 1;
    v.rows = rows;
    v.action = arena_printf(d->a, "/organs/%" PRId64 "/dismiss", id);
    v.cancel_url = arena_printf(d->a, "/organs/%" PRId64, id);
    web_frame(d, &v.shell, PLACE_ORGANS, v.heading);
    page_confirm(&d->h, &v);
    return RC_OK;
}

enum rc handle_person_end(struct door *d, struct err *err)
{
    struct person_end in = {.organ_id = d->target.organ_id};
    struct act_receipt receipt;
    if (!str_to_i64(http_form(d->q, STR("person")), &in.person_id))
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person is no number");
    return finish(d, (struct str){0}, "ended", door_act(d, &in, &receipt, err), err);
}

/* The clear text stands in this one reply, under the entry that says who asked for it and why. Whose it is
 * the receipt says and not the form: a key that was used before opens what its entry names, nobody else. */
enum rc handle_person_reveal(struct door *d, struct err *err)
{
    struct person_reveal in = {.reason = str_trim(http_form(d->q, STR("reason")))};
    struct revealed shown = {0};
    struct web_errors none = {.n = 0};
    if (!str_to_i64(http_form(d->q, STR("person")), &in.person_id))
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person is no number");
    enum rc rc = door_act(d, &in, &shown.receipt, err);
    if (rc != RC_OK)
        return finish(d, STR("reason"), "", rc, err);
    if (!str_to_i64(shown.receipt.answer, &shown.person_id))
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "entry %" PRId64, shown.receipt.seq);
    rc = person_plain_load(d->db, d->a, kernel_ledger(d->app->kernel), d->who.actor.tenant_id,
                           shown.person_id, &shown.plain, err);
    return rc == RC_OK ? show_organ(d, &none, &shown, err) : rc;
}
