/* Does what was given fit its field? Forms read what people type (record_input.c), but an act can be asked
 * for without a form: so kind, limits and everything that is named are looked at again here, before anything
 * is written. Whoever acts can name only what is there, and of records only those that they may follow: else
 * a link would tell of records that one does not see. Rules name what records hold already. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "base/utf8.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

#define ITEMS_MOST 60 /* of a list that does not say it */
#define DAY_FIRST 19000101
#define DAY_LAST 22001231 /* clocks count days one by one */

struct fitting {
    struct record_context *c;
    const struct procedure_field *f;
    struct err *err;
    const char *why; /* NULL: it fits */
};

static bool is_list(enum procedure_field_kind kind)
{
    return kind == FIELD_ORGANS || kind == FIELD_MILESTONES || kind == FIELD_FILES;
}

static bool by_people(const struct fitting *x) { return x->c->actor && x->c->actor->role != ROLE_SYSTEM; }

static bool is_day(int64_t day) { return date_is_day(day) && day >= DAY_FIRST && day <= DAY_LAST; }

static void fit_text(struct fitting *x, struct str text, int most)
{
    size_t bad;
    if (!utf8_is_clean(text, &bad))
        x->why = K("record.text_unclean");
    else if (most > 0 && utf8_count(text) > (size_t)most)
        x->why = K("record.text_too_long");
}

static void fit_words(struct fitting *x, const struct record_item *item)
{
    fit_text(x, item->text, x->f->max);
    if (!x->why && by_people(x) && str_trim(item->text).n == 0)
        x->why = K("record.required");
}

static void fit_number(struct fitting *x, int64_t number)
{
    if ((x->f->has_least && number < x->f->least) || (x->f->has_most && number > x->f->most))
        x->why = K("record.number_outside");
}

static enum rc fit_organ(struct fitting *x, const struct record_item *item)
{
    const struct organ_book *organs;
    fit_text(x, item->text, PROCEDURE_TEXT_LIMIT);
    if (x->why || !by_people(x))
        return RC_OK;
    enum rc rc = context_organs(x->c, &organs, x->err);
    if (rc == RC_OK && !organ_by_id(organs, item->number))
        x->why = K("record.no_such_organ");
    return rc;
}

static enum rc fit_person(struct fitting *x, int64_t person_id)
{
    int64_t organ_id = 0;
    enum rc rc =
        by_people(x) ? person_organ(x->c->db, x->c->a, x->c->tenant_id, person_id, &organ_id, x->err) : RC_OK;
    if (rc == RC_OK && by_people(x) && organ_id == 0)
        x->why = K("record.no_such_person");
    return rc;
}

static bool is_target(const struct procedure_field *f, struct str procedure)
{
    for (size_t i = 0; i < f->tos; i++)
        if (str_eq(f->to[i], procedure))
            return true;
    return f->tos == 0;
}

static enum rc fit_link(struct fitting *x, int64_t record_id)
{
    struct sql_record_get_row row;
    bool is_there = false, may = true;
    enum rc rc = sql_record_get(x->c->db, x->c->a, x->c->tenant_id, record_id, &row, &is_there, x->err);
    if (rc == RC_OK && is_there && by_people(x))
        rc = record_may_follow(x->c->db, x->c->a, x->c->actor, record_id, &may, x->err);
    if (rc == RC_OK && (!is_there || !may || !is_target(x->f, row.procedure_id)))
        x->why = K("record.no_such_record");
    return rc;
}

static void fit_milestone(struct fitting *x, const struct record_item *item)
{
    fit_text(x, item->text, PROCEDURE_TEXT_LIMIT);
    if (!x->why && (!is_day(item->number) || (item->extra && !is_day(item->extra))))
        x->why = K("record.day_unfit");
}

static enum rc fit_one(struct fitting *x, const struct record_item *item)
{
    switch (x->f->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        fit_words(x, item);
        break;
    case FIELD_CHOICE:
        if (procedure_choice_find(x->f, item->text) < 0)
            x->why = K("record.no_such_choice");
        break;
    case FIELD_NUMBER:
        fit_number(x, item->number);
        break;
    case FIELD_DATE:
        x->why = is_day(item->number) ? NULL : K("record.day_unfit");
        break;
    case FIELD_YES_NO:
        x->why = item->number == 0 || item->number == 1 ? NULL : K("record.no_such_choice");
        break;
    case FIELD_ORGAN:
    case FIELD_ORGANS:
        return fit_organ(x, item);
    case FIELD_PERSON:
        return fit_person(x, item->number);
    case FIELD_LINK:
        return fit_link(x, item->number);
    case FIELD_MILESTONES:
        fit_milestone(x, item);
        break;
    case FIELD_FILES: /* whose they are is asked when they are tied */
    case FIELD__COUNT:
        break;
    }
    return RC_OK;
}

static bool has_text(enum procedure_field_kind kind)
{
    return kind == FIELD_TEXT || kind == FIELD_LONG_TEXT || kind == FIELD_CHOICE || kind == FIELD_ORGAN ||
           kind == FIELD_ORGANS || kind == FIELD_MILESTONES;
}

enum rc record_fit(struct record_context *c, const struct procedure_field *f, const struct record_input *in,
                   const char **ret_why, struct err *err)
{
    struct fitting x = {.c = c, .f = f, .err = err};
    size_t most = !is_list(f->kind) ? 1 : f->max > 0 ? (size_t)f->max : ITEMS_MOST;
    enum rc rc = RC_OK;
    if (in->n > most)
        x.why = K("record.too_many_items");
    for (size_t i = 0; i < in->n && rc == RC_OK && !x.why; i++) {
        if (!has_text(f->kind) && in->item[i].text.n)
            x.why = K("record.text_unclean");
        else
            rc = fit_one(&x, &in->item[i]);
    }
    *ret_why = x.why;
    return rc;
}
