/* What an expression gives to a field: `sets` of an act, `with` of a rule. */
#include "base/date.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

struct giving {
    struct record_context *c;
    const struct procedure_field *f;
    struct err *err;
};

static enum rc unfit(struct giving *g, const char *detail)
{
    (void)FAIL(g->err, RC_INVALID, "record.set_unfit", "%.*s: %s", STR_ARG(g->f->id), detail);
    return err_arg(g->err, 0, g->f->title.zh);
}

static int64_t day_of_value(struct value v)
{
    return v.temporal.year * INT64_C(10000) + v.temporal.month * 100 + v.temporal.day;
}

static enum rc give_organ(struct giving *g, struct str code, struct record_item *ret)
{
    const struct organ_book *organs;
    enum rc rc = context_organs(g->c, &organs, g->err);
    for (size_t i = 0; rc == RC_OK && i < organs->n; i++)
        if (str_eq(organs->organ[i].code, code)) {
            ret->number = organs->organ[i].organ_id;
            return RC_OK;
        }
    return rc == RC_OK ? unfit(g, "no such organ") : rc;
}

static enum rc give_link(struct giving *g, struct str code, struct record_item *ret)
{
    struct sql_record_by_code_row row;
    bool is_found;
    enum rc rc = sql_record_by_code(g->c->db, g->c->a, g->c->tenant_id, code, &row, &is_found, g->err);
    if (rc == RC_OK && !is_found)
        return unfit(g, "no such record");
    if (rc == RC_OK)
        ret->number = row.record_id;
    return rc;
}

static enum rc give_milestone(struct giving *g, struct value v, struct record_item *ret)
{
    const struct value *title = v.kind == VALUE_CONTEXT ? value_entry(v, STR("title")) : NULL;
    const struct value *due = title ? value_entry(v, STR("due")) : NULL;
    const struct value *done = title ? value_entry(v, STR("done")) : NULL;
    if (!title || title->kind != VALUE_STRING || !due || due->kind != VALUE_DATE)
        return unfit(g, "no milestone");
    *ret = (struct record_item){.number = day_of_value(*due),
                                .extra = done && done->kind == VALUE_DATE ? day_of_value(*done) : 0,
                                .text = title->string};
    return RC_OK;
}

static enum rc give_text(struct giving *g, struct value v, struct record_item *ret)
{
    if (v.kind == VALUE_STRING) {
        ret->text = v.string;
    } else {
        struct buf out CLEANUP(buf_release) = {0};
        value_text(&out, v, NULL);
        ret->text = arena_str(g->c->a, buf_str(&out));
    }
    return RC_OK;
}

static enum rc give_number(struct giving *g, struct value v, struct record_item *ret)
{
    if (v.kind != VALUE_NUMBER || !decimal_to_scaled(v.number, g->f->digits, &ret->number))
        return unfit(g, "no number, or one with more decimals");
    ret->extra = g->f->digits;
    if ((g->f->has_least && ret->number < g->f->least) || (g->f->has_most && ret->number > g->f->most))
        return unfit(g, "outside its limits");
    return RC_OK;
}

static enum rc give_one(struct giving *g, struct value v, struct record_item *ret)
{
    switch (g->f->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return give_text(g, v, ret);
    case FIELD_NUMBER:
        return give_number(g, v, ret);
    case FIELD_DATE:
        if (v.kind != VALUE_DATE && v.kind != VALUE_DATE_TIME)
            return unfit(g, "no date");
        ret->number = day_of_value(v);
        return RC_OK;
    case FIELD_YES_NO:
        if (v.kind != VALUE_BOOLEAN)
            return unfit(g, "neither true nor false");
        ret->number = v.boolean;
        return RC_OK;
    case FIELD_CHOICE:
        if (v.kind != VALUE_STRING || procedure_choice_find(g->f, v.string) < 0)
            return unfit(g, "no such choice");
        ret->text = v.string;
        return RC_OK;
    case FIELD_ORGAN:
    case FIELD_ORGANS:
        return v.kind == VALUE_STRING ? give_organ(g, v.string, ret) : unfit(g, "no code of an organ");
    case FIELD_LINK:
        return v.kind == VALUE_STRING ? give_link(g, v.string, ret) : unfit(g, "no code of a record");
    case FIELD_MILESTONES:
        return give_milestone(g, v, ret);
    case FIELD_PERSON:
        return v.kind == VALUE_NUMBER && decimal_to_i64(v.number, &ret->number) ? RC_OK
                                                                                : unfit(g, "no person");
    case FIELD_FILES:
    case FIELD__COUNT:
        break;
    }
    return unfit(g, "files are given by people");
}

enum rc record_items_of(struct record_context *c, const struct procedure *p, int field, struct value v,
                        const struct record_item **ret, size_t *ret_n, struct err *err)
{
    struct giving g = {.c = c, .f = &p->field[field], .err = err};
    size_t n = v.kind == VALUE_NULL ? 0 : v.kind == VALUE_LIST ? v.list->n : 1;
    struct record_item *item = ARENA_ARRAY(c->a, struct record_item, n + 1);
    bool is_many = g.f->kind == FIELD_ORGANS || g.f->kind == FIELD_MILESTONES;
    if (n > 1 && !is_many)
        return unfit(&g, "more than one value");
    for (size_t i = 0; i < n; i++) {
        enum rc rc = give_one(&g, v.kind == VALUE_LIST ? v.list->item[i] : v, &item[i]);
        if (rc != RC_OK)
            return rc;
    }
    *ret = item;
    *ret_n = n;
    return RC_OK;
}

static struct str text_of_organ(const struct record_value *v, int64_t organ_id)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->item[i].number == organ_id)
            return v->item[i].text;
    return (struct str){0};
}

const struct record_item *record_items_texts(struct arena *a, const struct record *from,
                                             const struct procedure_expr *e, const struct procedure_field *f,
                                             const struct record_item *item, size_t n)
{
    int field = procedure_field_find(from->procedure, str_trim(e->text));
    if (field < 0 || from->procedure->field[field].with.zh.n == 0 || f->with.zh.n == 0 ||
        from->procedure->field[field].kind != FIELD_ORGANS || f->kind != FIELD_ORGANS)
        return item;
    struct record_item *all = ARENA_ARRAY(a, struct record_item, n + 1);
    for (size_t i = 0; i < n; i++) {
        all[i] = item[i];
        all[i].text = text_of_organ(&from->value[field], item[i].number);
    }
    return all;
}
