/* Values as a form shows them, so that record_input_read reads them back the same. */
#include <inttypes.h>

#include "calendar/every.h"
#include "domain/record.h"

static struct str organ_text(const struct organ_book *organs, int64_t organ_id)
{
    const struct organ *o = organ_by_id(organs, organ_id);
    return o ? o->name : (struct str){0};
}

static struct str milestone_text(struct arena *a, const struct record_item *item)
{
    struct str line = arena_printf(a, "%.*s %.*s", STR_ARG(day_text(a, item->number)), STR_ARG(item->text));
    if (item->extra == 0)
        return line;
    return arena_printf(a, "%.*s " RECORD_DONE_MARK " %.*s", STR_ARG(line),
                        STR_ARG(day_text(a, item->extra)));
}

struct str record_input_text(struct arena *a, const struct procedure *p, const struct record_value *v,
                             size_t i, const struct organ_book *organs)
{
    const struct procedure_field *f = &p->field[v->field];
    const struct record_item *item = &v->item[i];
    struct str name;
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_CHOICE:
        return item->text;
    case FIELD_NUMBER:
        return fixed_write(a, item->number, f->digits);
    case FIELD_DATE:
        return day_text(a, item->number);
    case FIELD_YES_NO:
        return item->number ? STR("1") : STR("0");
    case FIELD_ORGAN:
        name = organ_text(organs, item->number);
        return name.n ? name : arena_printf(a, "#%" PRId64, item->number);
    case FIELD_ORGANS:
        name = organ_text(organs, item->number);
        name = name.n ? name : arena_printf(a, "#%" PRId64, item->number);
        return item->text.n ? arena_printf(a, "%.*s：%.*s", STR_ARG(name), STR_ARG(item->text)) : name;
    case FIELD_PERSON:
    case FIELD_LINK:
    case FIELD_FILES:
        return arena_printf(a, "#%" PRId64, item->number);
    case FIELD_MILESTONES:
        return milestone_text(a, item);
    case FIELD__COUNT:
        break;
    }
    return (struct str){0};
}
