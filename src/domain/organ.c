#include "domain/organ.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/utf8.h"
#include "domain/put.h"
#include "domain/search.h"
#include "gen/sql.h"
#include "table/cell.h"

/* ---- the book ---- */

/* Aliases come by organ, as one run each. */
static const struct str *aliases_of(struct arena *a, const struct sql_organ_alias_all_rows *rows,
                                    int64_t organ_id, size_t *ret_n)
{
    size_t first = 0, n = 0;
    while (first < rows->n && rows->row[first].organ_id < organ_id)
        first++;
    while (first + n < rows->n && rows->row[first + n].organ_id == organ_id)
        n++;
    struct str *alias = ARENA_ARRAY(a, struct str, n + 1);
    for (size_t i = 0; i < n; i++)
        alias[i] = rows->row[first + i].alias;
    *ret_n = n;
    return alias;
}

/* Both statements give the same columns. */
#define ORGAN_OF(row)                                                                                        \
    (struct organ)                                                                                           \
    {                                                                                                        \
        .organ_id = (row)->organ_id, .code = (row)->code, .kind = (row)->kind,                               \
        .official_order = (row)->official_order, .name = (row)->name, .short_name = (row)->short_name,       \
        .class_code = (row)->class_code, .class_name = (row)->class_name, .parent_id = (row)->parent_id      \
    }

enum rc organ_book_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t day,
                        struct organ_book *ret, struct err *err)
{
    struct sql_organ_list_rows rows;
    struct sql_organ_alias_all_rows aliases;
    enum rc rc = sql_organ_list(db, a, tenant_id, day, &rows, err);
    if (rc == RC_OK)
        rc = sql_organ_alias_all(db, a, tenant_id, &aliases, err);
    if (rc != RC_OK)
        return rc;
    struct organ *organ = ARENA_ARRAY(a, struct organ, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        organ[i] = ORGAN_OF(&rows.row[i]);
        organ[i].alias = aliases_of(a, &aliases, organ[i].organ_id, &organ[i].aliases);
    }
    *ret = (struct organ_book){.organ = organ, .n = rows.n};
    return RC_OK;
}

const struct organ *organ_by_id(const struct organ_book *book, int64_t organ_id)
{
    for (size_t i = 0; i < book->n; i++)
        if (book->organ[i].organ_id == organ_id)
            return &book->organ[i];
    return NULL;
}

static bool is_called(const struct organ *o, struct str name)
{
    if (str_eq(o->name, name) || str_eq(o->short_name, name))
        return true;
    for (size_t i = 0; i < o->aliases; i++)
        if (str_eq(o->alias[i], name))
            return true;
    return false;
}

const struct organ *organ_by_name(const struct organ_book *book, struct str name)
{
    name = str_trim(name);
    for (size_t i = 0; i < book->n && name.n; i++)
        if (is_called(&book->organ[i], name))
            return &book->organ[i];
    return NULL;
}

/* ---- one organ ---- */

/* 张三丰 → 张**, so that neighbours of the same family name are not told apart. */
struct str person_mask_name(struct arena *a, struct str name)
{
    if (name.n == 0)
        return STR("—");
    size_t first = 0;
    (void)utf8_next(name, &first);
    return arena_printf(a, "%.*s%s", STR_ARG(str_sub(name, 0, first)), utf8_count(name) > 2 ? "**" : "*");
}

/* 10000001234 → 100****1234 */
struct str person_mask_phone(struct arena *a, struct str phone)
{
    if (phone.n == 0)
        return STR("—");
    size_t digits = 0;
    for (size_t i = 0; i < phone.n; i++)
        digits += phone.p[i] >= ' ' && phone.p[i] < 0x7f;
    if (phone.n < 8 || digits < phone.n) /* an extension in words has no ends to show */
        return STR("****");
    return arena_printf(a, "%.*s****%.*s", STR_ARG(str_sub(phone, 0, 3)),
                        STR_ARG(str_sub(phone, phone.n - 4, 4)));
}

/* A value that was erased is no error: the page shows that it is gone. */
static enum rc private_field(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant,
                             int64_t person_id, struct str name_commit, struct str phone_commit,
                             struct str field, struct str *ret, struct err *err)
{
    struct person_row row = {.tenant_id = tenant,
                             .person_id = person_id,
                             .name_commit = name_commit,
                             .phone_commit = phone_commit};
    struct cell cell[TABLE_COLUMNS_MAX];
    person_row_cells(&row, cell);
    enum rc rc = change_private_read(ledger_vault(ledger), db, a, &table_person, cell, field, ret, err);
    if (rc == RC_NOT_FOUND) {
        *ret = (struct str){0};
        return RC_OK;
    }
    return rc;
}

static enum rc load_people(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant,
                           int64_t organ_id, struct organ_detail *d, struct err *err)
{
    struct sql_organ_people_rows rows;
    enum rc rc = sql_organ_people(db, a, tenant, organ_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct organ_person *people = ARENA_ARRAY(a, struct organ_person, rows.n + 1);
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        const struct sql_organ_people_row *row = &rows.row[i];
        struct str name, phone;
        rc = private_field(db, a, ledger, tenant, row->person_id, row->name_commit, row->phone_commit,
                           STR("name"), &name, err);
        if (rc == RC_OK)
            rc = private_field(db, a, ledger, tenant, row->person_id, row->name_commit, row->phone_commit,
                               STR("phone"), &phone, err);
        if (rc != RC_OK)
            return rc;
        people[i] = (struct organ_person){.person_id = row->person_id,
                                          .post_id = row->post_id,
                                          .from_day = row->from_day,
                                          .to_day = row->to_day,
                                          .post_title = row->title,
                                          .masked_name = person_mask_name(a, name),
                                          .masked_phone = person_mask_phone(a, phone)};
    }
    d->people = people;
    d->people_n = rows.n;
    return RC_OK;
}

enum rc organ_detail_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant_id,
                          int64_t organ_id, int64_t day, struct organ_detail *ret, struct err *err)
{
    struct sql_organ_get_row row;
    struct sql_organ_names_rows past;
    bool is_found;
    enum rc rc = sql_organ_get(db, a, tenant_id, day, organ_id, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, organ_id);
    if (rc == RC_OK)
        rc = sql_organ_names(db, a, tenant_id, organ_id, &past, err);
    if (rc != RC_OK)
        return rc;
    struct organ_name_period *names = ARENA_ARRAY(a, struct organ_name_period, past.n + 1);
    for (size_t i = 0; i < past.n; i++)
        names[i] =
            (struct organ_name_period){past.row[past.n - 1 - i].from_day, past.row[past.n - 1 - i].name,
                                       past.row[past.n - 1 - i].short_name};
    *ret = (struct organ_detail){.organ = ORGAN_OF(&row), .names = names, .names_n = past.n};
    return load_people(db, a, ledger, tenant_id, organ_id, ret, err);
}

enum rc person_plain_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant_id,
                          int64_t person_id, struct person_plain *ret, struct err *err)
{
    struct sql_person_row_row row;
    bool is_found;
    enum rc rc = sql_person_row(db, a, tenant_id, person_id, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person %" PRId64, person_id);
    if (rc == RC_OK)
        rc = private_field(db, a, ledger, tenant_id, person_id, row.name_commit, row.phone_commit,
                           STR("name"), &ret->name, err);
    if (rc == RC_OK)
        rc = private_field(db, a, ledger, tenant_id, person_id, row.name_commit, row.phone_commit,
                           STR("phone"), &ret->phone, err);
    return rc;
}

enum rc person_organ(struct db *db, struct arena *a, int64_t tenant_id, int64_t person_id,
                     int64_t *ret_organ_id, struct err *err)
{
    struct sql_person_organ_rows organs;
    enum rc rc = sql_person_organ(db, a, tenant_id, person_id, &organs, err);
    if (rc == RC_OK)
        *ret_organ_id = organs.n ? organs.row[0].organ_id : 0;
    return rc;
}

/* ---- acts ---- */

PUT_FUNCTION(organ)
PUT_FUNCTION(organ_name)
PUT_FUNCTION(organ_alias)
PUT_FUNCTION(organ_parent)
PUT_FUNCTION(organ_class)
PUT_FUNCTION(post)
PUT_FUNCTION(person_post)

/* Names, codes and titles alike: a line of text, not too long. */
static enum rc line_wanted(struct str name, const char *what, struct err *err)
{
    if (!utf8_is_plain_line(name))
        return FAIL(err, RC_INVALID, "organ.name_unseen", "%s of %zu bytes", what, name.n);
    if (utf8_count(name) > 60) {
        (void)FAIL(err, RC_INVALID, "organ.name_too_long", "%s of %zu bytes", what, name.n);
        return err_arg(err, 0, name);
    }
    return RC_OK;
}

static enum rc name_wanted(struct str name, const char *what, struct err *err)
{
    size_t at = 0; /* 　: the space of Chinese text */
    while (str_starts(str_sub(name, at, name.n), STR("\u3000")) || (at < name.n && name.p[at] == ' '))
        at += name.p[at] == ' ' ? 1 : sizeof "\u3000" - 1;
    if (at == name.n)
        return FAIL(err, RC_INVALID, "organ.name_missing", "no %s", what);
    return line_wanted(name, what, err);
}

enum rc organ_add(struct act *act, const struct organ_draft *draft, int64_t *ret_organ_id, struct err *err)
{
    int64_t tenant = act->actor.tenant_id, parent_id = 0;
    struct sql_organ_id_next_row next;
    struct sql_organ_id_by_code_row same, parent;
    bool is_known = false, has_parent = false;
    enum rc rc = name_wanted(draft->name, "name", err);
    if (rc == RC_OK)
        rc = line_wanted(draft->short_name, "short name", err);
    if (rc == RC_OK)
        rc = line_wanted(draft->code, "code", err);
    if (rc == RC_OK)
        rc = sql_organ_id_by_code(act->db, act->arena, tenant, draft->code, &same, &is_known, err);
    if (rc == RC_OK && is_known) {
        (void)FAIL(err, RC_CONFLICT, "organ.code_taken", "code %.*s", STR_ARG(draft->code));
        rc = err_arg(err, 0, draft->code);
    }
    if (rc == RC_OK && draft->parent_code.n) {
        rc = sql_organ_id_by_code(act->db, act->arena, tenant, draft->parent_code, &parent, &has_parent, err);
        if (rc == RC_OK && !has_parent) {
            (void)FAIL(err, RC_INVALID, "organ.parent_unknown", "code %.*s", STR_ARG(draft->parent_code));
            rc = err_arg(err, 0, draft->parent_code);
        }
        if (rc == RC_OK)
            parent_id = parent.organ_id;
    }
    if (rc == RC_OK)
        rc = sql_organ_id_next(act->db, act->arena, tenant, &next, err);
    if (rc != RC_OK)
        return rc;
    int64_t id = next.organ_id, from_day = draft->from_day ? draft->from_day : act->day / 10000 * 10000 + 101;
    struct str short_name = draft->short_name.n ? draft->short_name : draft->name;
    rc = put_organ(
        act,
        (struct organ_row){.organ_id = id,
                           .code = draft->code,
                           .kind = draft->kind,
                           .official_order = draft->official_order ? draft->official_order : id * 10,
                           .opened_day = from_day,
                           .closed_day = DAY_OPEN},
        err);
    if (rc == RC_OK)
        rc = put_organ_name(
            act,
            (struct organ_name_row){
                .organ_id = id, .from_day = from_day, .name = draft->name, .short_name = short_name},
            err);
    if (rc == RC_OK && parent_id)
        rc = put_organ_parent(
            act, (struct organ_parent_row){.organ_id = id, .from_day = from_day, .parent_id = parent_id},
            err);
    if (rc == RC_OK && draft->class_code.n)
        rc = put_organ_class(act,
                             (struct organ_class_row){.organ_id = id,
                                                      .from_day = from_day,
                                                      .class_code = draft->class_code,
                                                      .class_name = draft->class_name.n ? draft->class_name
                                                                                        : draft->class_code},
                             err);
    for (size_t i = 0; i < draft->aliases && rc == RC_OK; i++)
        rc = put_organ_alias(act, (struct organ_alias_row){.organ_id = id, .alias = draft->alias[i]}, err);
    *ret_organ_id = id;
    return rc;
}

/* Tables call organs by their names: of two with one name the second would never be meant. */
static enum rc name_free(const struct organ_book *book, struct str name, struct err *err)
{
    const struct organ *other = organ_by_name(book, name);
    if (!other)
        return RC_OK;
    (void)FAIL(err, RC_CONFLICT, "organ.name_taken", "organ %" PRId64, other->organ_id);
    return err_arg(err, 0, name);
}

enum rc run_organ_register(struct act *act, const void *input, struct err *err)
{
    const struct organ_register *in = input;
    struct organ_book before;
    int64_t id = 0;
    enum rc rc = organ_book_load(act->db, act->arena, act->actor.tenant_id, act->day, &before, err);
    for (size_t i = 0; i < in->n && rc == RC_OK; i++) {
        rc = organ_add(act, &in->draft[i], &id, err);
        if (rc == RC_OK)
            rc = name_free(&before, in->draft[i].name, err);
        if (rc == RC_OK)
            rc = name_free(&before, in->draft[i].short_name, err);
    }
    act->object = arena_printf(act->arena, "organ/%" PRId64, id);
    act->answer = arena_printf(act->arena, "%" PRId64, id);
    return rc == RC_OK ? search_refresh(act, STR("organ"), err) : rc;
}

/* Schemes and tables of the year go on calling it by the name it had: that becomes an alias. */
static enum rc keep_name(struct act *act, const struct organ *organ, struct str old, struct err *err)
{
    for (size_t i = 0; i < organ->aliases; i++)
        if (str_eq(organ->alias[i], old))
            return RC_OK;
    return put_organ_alias(act, (struct organ_alias_row){.organ_id = organ->organ_id, .alias = old}, err);
}

enum rc organ_set_name(struct act *act, const struct organ *organ, int64_t from_day, struct str name,
                       struct str short_name, struct err *err)
{
    struct organ_name_row row = {.organ_id = organ->organ_id,
                                 .from_day = from_day,
                                 .name = name,
                                 .short_name = short_name.n ? short_name : name};
    enum rc rc = str_eq(organ->name, row.name) ? RC_OK : keep_name(act, organ, organ->name, err);
    if (rc == RC_OK && !str_eq(organ->short_name, organ->name) && !str_eq(organ->short_name, row.short_name))
        rc = keep_name(act, organ, organ->short_name, err);
    return rc == RC_OK ? put_organ_name(act, row, err) : rc;
}

enum rc run_organ_rename(struct act *act, const void *input, struct err *err)
{
    const struct organ_rename *in = input;
    struct organ_book book;
    enum rc rc = name_wanted(in->name, "name", err);
    if (rc == RC_OK)
        rc = line_wanted(in->short_name, "short name", err);
    if (rc == RC_OK && !date_is_day(in->from_day))
        rc = FAIL(err, RC_INVALID, "organ.day_wrong", "day %" PRId64, in->from_day);
    if (rc == RC_OK)
        rc = organ_book_load(act->db, act->arena, act->actor.tenant_id, act->day, &book, err);
    if (rc != RC_OK)
        return rc;
    const struct organ *organ = organ_by_id(&book, in->organ_id);
    if (!organ)
        return FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, in->organ_id);
    const struct organ *other = organ_by_name(&book, in->name);
    if (other && other->organ_id != in->organ_id) {
        (void)FAIL(err, RC_CONFLICT, "organ.name_taken", "organ %" PRId64, other->organ_id);
        return err_arg(err, 0, in->name);
    }
    act->object = arena_printf(act->arena, "organ/%" PRId64, in->organ_id);
    rc = organ_set_name(act, organ, in->from_day, in->name, in->short_name, err);
    return rc == RC_OK ? search_refresh(act, STR("organ"), err) : rc;
}

static enum rc post_of(struct act *act, const struct person_appoint *in, int64_t *ret, struct err *err)
{
    struct sql_post_by_title_row known;
    struct sql_post_id_next_row next;
    bool is_found;
    enum rc rc = sql_post_by_title(act->db, act->arena, act->actor.tenant_id, in->organ_id, in->post_title,
                                   &known, &is_found, err);
    if (rc != RC_OK || is_found) {
        *ret = rc == RC_OK ? known.post_id : 0;
        return rc;
    }
    rc = sql_post_id_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    if (rc != RC_OK)
        return rc;
    *ret = next.post_id;
    return put_post(act,
                    (struct post_row){.post_id = next.post_id,
                                      .organ_id = in->organ_id,
                                      .title = in->post_title,
                                      .from_day = in->from_day,
                                      .to_day = DAY_OPEN},
                    err);
}

enum rc person_add(struct act *act, const struct person_appoint *in, int64_t *ret, struct err *err)
{
    struct sql_person_id_next_row next;
    int64_t post_id = 0;
    enum rc rc = name_wanted(in->post_title, "post", err);
    if (rc == RC_OK)
        rc = name_wanted(in->name, "person", err);
    if (rc == RC_OK)
        rc = line_wanted(in->phone, "phone", err);
    if (rc == RC_OK && !date_is_day(in->from_day))
        rc = FAIL(err, RC_INVALID, "organ.day_wrong", "day %" PRId64, in->from_day);
    if (rc == RC_OK)
        rc = post_of(act, in, &post_id, err);
    if (rc == RC_OK)
        rc = sql_person_id_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    if (rc != RC_OK)
        return rc;
    *ret = next.person_id;
    struct person_row person = {
        .tenant_id = act->actor.tenant_id, .person_id = next.person_id, .from_day = in->from_day};
    struct cell cell[TABLE_COLUMNS_MAX];
    person_row_cells(&person, cell);
    rc = change_private(&act->changes, &table_person, cell, STR("name"), next.person_id, in->name, err);
    if (rc == RC_OK)
        rc = change_private(&act->changes, &table_person, cell, STR("phone"), next.person_id, in->phone, err);
    if (rc == RC_OK)
        rc = change_put(&act->changes, &table_person, cell, err);
    if (rc != RC_OK)
        return rc;
    return put_person_post(
        act,
        (struct person_post_row){
            .person_id = next.person_id, .post_id = post_id, .from_day = in->from_day, .to_day = DAY_OPEN},
        err);
}

enum rc run_person_appoint(struct act *act, const void *input, struct err *err)
{
    const struct person_appoint *in = input;
    struct organ_book book;
    int64_t id = 0;
    enum rc rc = organ_book_load(act->db, act->arena, act->actor.tenant_id, act->day, &book, err);
    if (rc == RC_OK && !organ_by_id(&book, in->organ_id))
        rc = FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, in->organ_id);
    if (rc == RC_OK)
        rc = person_add(act, in, &id, err);
    act->object = arena_printf(act->arena, "person/%" PRId64, id);
    act->answer = arena_printf(act->arena, "%" PRId64, id);
    return rc;
}

enum rc run_person_end(struct act *act, const void *input, struct err *err)
{
    const struct person_end *in = input;
    struct sql_organ_people_rows rows;
    bool is_there = false;
    enum rc rc = sql_organ_people(act->db, act->arena, act->actor.tenant_id, in->organ_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        const struct sql_organ_people_row *row = &rows.row[i];
        if (row->person_id != in->person_id || row->to_day != DAY_OPEN)
            continue;
        is_there = true;
        rc = put_person_post(act,
                             (struct person_post_row){.person_id = row->person_id,
                                                      .post_id = row->post_id,
                                                      .from_day = row->from_day,
                                                      .to_day = act->day},
                             err);
    }
    if (rc == RC_OK && !is_there)
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person %" PRId64, in->person_id);
    act->object = arena_printf(act->arena, "person/%" PRId64, in->person_id);
    return rc;
}

enum rc run_person_reveal(struct act *act, const void *input, struct err *err)
{
    const struct person_reveal *in = input;
    struct sql_person_organ_rows organs;
    if (str_trim(in->reason).n == 0)
        return FAIL(err, RC_INVALID, "organ.reason_missing", "person %" PRId64, in->person_id);
    enum rc rc = sql_person_organ(act->db, act->arena, act->actor.tenant_id, in->person_id, &organs, err);
    if (rc != RC_OK)
        return rc;
    bool is_there = false;
    for (size_t i = 0; i < organs.n; i++)
        is_there |= organs.row[i].organ_id == act->target.organ_id;
    if (!is_there)
        return FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person %" PRId64, in->person_id);
    act->object = arena_printf(act->arena, "person/%" PRId64, in->person_id);
    act->answer = arena_printf(act->arena, "%" PRId64, in->person_id);
    struct json j = json_to(&act->input_json);
    json_object(&j);
    json_key(&j, STR("reason"));
    json_str(&j, in->reason);
    json_object_end(&j);
    return RC_OK;
}
