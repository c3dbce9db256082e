#include "domain/register_table.h"

#include "domain/record_take.h"
#include "text/text.h"

#define ALSO_MAX 10
#define CHARS_MAX 8192 /* what is too long, the field says */

static const struct str ALSO_STATE[] = {STR_INIT("当前状态"), STR_INIT("办理状态"), STR_INIT("state")};
static const struct str ALSO_OPENED[] = {STR_INIT("立项日期"), STR_INIT("登记日"),   STR_INIT("登记时间"),
                                         STR_INIT("立项时间"), STR_INIT("交办日期"), STR_INIT("交办时间"),
                                         STR_INIT("opened")};
static const struct str ALSO_SINCE[] = {STR_INIT("办结日期"), STR_INIT("办结时间"), STR_INIT("since")};
static const struct str ALSO_NUMBER[] = {STR_INIT("编号"), STR_INIT("原文号"), STR_INIT("文号"),
                                         STR_INIT("number")};
static const struct str ALSO_NAME[] = {STR_INIT("事项"),     STR_INIT("事项名称"), STR_INIT("问题"),
                                       STR_INIT("问题名称"), STR_INIT("标题"),     STR_INIT("名称")};
static const struct str ALSO_LEAD[] = {STR_INIT("单位"),     STR_INIT("责任单位"), STR_INIT("承办单位"),
                                       STR_INIT("主办单位"), STR_INIT("牵头单位"), STR_INIT("牵头部门")};
static const struct str ALSO_DUE[] = {STR_INIT("办结时限"), STR_INIT("完成期限"), STR_INIT("截止日期"),
                                      STR_INIT("时限"), STR_INIT("完成时限")};
static const struct str ALSO_TEXT[] = {STR_INIT("进展"), STR_INIT("最新进展"), STR_INIT("办理进展")};

/* People and files are chosen on the record's page; what is private comes in no table. */
static bool is_readable(const struct procedure_field *f)
{
    return f->kind != FIELD_PERSON && f->kind != FIELD_FILES && !f->is_private;
}

static bool is_progress(const struct procedure_field *f)
{
    return f->kind == FIELD_LONG_TEXT && str_eq(f->id, STR("text"));
}

static bool is_limit(const struct procedure *p, int field)
{
    for (size_t i = 0; i < p->clocks; i++)
        if (p->clock[i].until == field)
            return true;
    return false;
}

/* ---- columns ---- */

static void also_add(struct record_column *c, struct str *also, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n && c->alsos < ALSO_MAX; i++)
        also[c->alsos++] = list[i];
}
#define ALSO(c, also, list) also_add((c), (also), (list), COUNT_OF(list))

static struct record_column column_of(struct arena *a, const struct procedure *p, int field)
{
    const struct procedure_field *f = &p->field[field];
    struct str *also = ARENA_ARRAY(a, struct str, ALSO_MAX);
    struct record_column c = {.name = f->title.zh,
                              .also = also,
                              .type = f->kind == FIELD_TEXT ? RECORD_TEXT : RECORD_LINES,
                              .is_required = field == p->name || field == p->lead,
                              .chars_max = CHARS_MAX};
    also_add(&c, also, &f->id, 1);
    also_add(&c, also, &f->title.en, f->title.en.n > 0);
    if (field == p->name)
        ALSO(&c, also, ALSO_NAME);
    else if (field == p->lead)
        ALSO(&c, also, ALSO_LEAD);
    else if (is_limit(p, field))
        ALSO(&c, also, ALSO_DUE);
    else if (is_progress(f))
        ALSO(&c, also, ALSO_TEXT);
    return c;
}

struct building {
    struct register_table *t;
    struct record_column *column;
    bool has[PROCEDURE_FIELDS_MAX];
};

static size_t put_column(struct building *b, struct record_column c, int field)
{
    b->column[b->t->form.columns] = c;
    b->t->field[b->t->form.columns] = field;
    return b->t->form.columns++;
}

static void put_field(struct building *b, struct arena *a, int field)
{
    if (b->has[field] || !is_readable(&b->t->procedure->field[field]))
        return;
    b->has[field] = true;
    (void)put_column(b, column_of(a, b->t->procedure, field), field);
}

static void put_the_four(struct building *b)
{
    struct record_column c = {.name = STR("状态"),
                              .also = ALSO_STATE,
                              .alsos = COUNT_OF(ALSO_STATE),
                              .type = RECORD_TEXT,
                              .is_required = true};
    b->t->state = put_column(b, c, -1);
    c = (struct record_column){.name = STR("登记日期"),
                               .also = ALSO_OPENED,
                               .alsos = COUNT_OF(ALSO_OPENED),
                               .type = RECORD_TEXT,
                               .is_required = true};
    b->t->opened = put_column(b, c, -1);
    c = (struct record_column){
        .name = STR("状态日期"), .also = ALSO_SINCE, .alsos = COUNT_OF(ALSO_SINCE), .type = RECORD_TEXT};
    b->t->since = put_column(b, c, -1);
    c = (struct record_column){
        .name = STR("原编号"), .also = ALSO_NUMBER, .alsos = COUNT_OF(ALSO_NUMBER), .type = RECORD_TEXT};
    b->t->number = put_column(b, c, -1);
}

struct register_table register_table_of(struct arena *a, const struct procedure *p, int64_t version,
                                        int opening)
{
    static const struct str IGNORED[] = {STR_INIT("序号")};
    struct register_table t = {.procedure = p, .version = version, .opening = opening};
    const struct procedure_act *act = &p->act[opening];
    struct building b = {.t = &t, .column = ARENA_ARRAY(a, struct record_column, RECORD_COLUMNS_MAX)};
    t.form = (struct record_form){.column = b.column, .ignored = IGNORED, .ignoreds = COUNT_OF(IGNORED)};
    put_field(&b, a, p->name);
    if (p->lead >= 0)
        put_field(&b, a, p->lead);
    put_the_four(&b);
    for (size_t i = 0; i < act->forms; i++)
        put_field(&b, a, act->form[i].field);
    for (size_t i = 0; i < p->fields; i++)
        if (is_limit(p, (int)i) || is_progress(&p->field[i]))
            put_field(&b, a, (int)i);
    t.offered = t.form.columns;
    for (size_t i = 0; i < p->fields; i++)
        put_field(&b, a, (int)i);
    return t;
}

/* ---- cells ---- */

struct str register_unit_lines(struct arena *a, struct str text)
{
    static const struct str MARK[] = {STR_INIT("；"), STR_INIT(";"), STR_INIT("、"), STR_INIT("，"),
                                      STR_INIT(",")};
    bool has_duty = str_find_str(text, STR("：")) < text.n || str_find(text, ':') < text.n;
    size_t marks = has_duty ? 2 : COUNT_OF(MARK);
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < text.n;) {
        size_t k = 0;
        while (k < marks && !str_starts(str_sub(text, i, text.n), MARK[k]))
            k++;
        buf_putc(&out, k < marks ? '\n' : text.p[i]);
        i += k < marks ? MARK[k].n : 1;
    }
    return arena_str(a, buf_str(&out));
}

/* ---- the template ---- */

static const char *const SAY[FIELD__COUNT] = {[FIELD_TEXT] = K("take.say_text"),
                                              [FIELD_LONG_TEXT] = K("take.say_text"),
                                              [FIELD_NUMBER] = K("take.say_amount"),
                                              [FIELD_DATE] = K("take.say_date"),
                                              [FIELD_YES_NO] = K("take.say_yes_no"),
                                              [FIELD_CHOICE] = K("take.say_choice"),
                                              [FIELD_ORGAN] = K("take.say_organ"),
                                              [FIELD_ORGANS] = K("take.say_organs"),
                                              [FIELD_PERSON] = K("take.say_text"),
                                              [FIELD_LINK] = K("take.say_link"),
                                              [FIELD_MILESTONES] = K("take.say_milestones"),
                                              [FIELD_FILES] = K("take.say_text")};

static struct intake_help help_field(struct arena *a, const struct procedure *p, int field,
                                     const struct organ_book *organs)
{
    const struct procedure_field *f = &p->field[field];
    struct intake_help help = {SAY[f->kind], (struct str){0}, NULL, 0};
    struct str *choice = ARENA_ARRAY(a, struct str, f->choices + 1);
    for (size_t i = 0; i < f->choices; i++)
        choice[i] = f->choice[i].title.zh;
    if (f->kind == FIELD_CHOICE) {
        help.choice = choice;
        help.choices = f->choices;
        help.example = f->choices ? choice[0] : help.example;
    }
    if (f->kind == FIELD_ORGAN || f->kind == FIELD_ORGANS)
        help.example = STR("市住建局");
    if (f->kind == FIELD_ORGAN)
        intake_units_choice(a, organs, &help);
    if (f->kind == FIELD_DATE)
        help.example = STR("2026-12-31");
    if (f->kind == FIELD_MILESTONES)
        help.example = STR("11月30日 完成招标");
    if (field == p->name)
        help.example = STR("整治背街小巷积水");
    return help;
}

static struct intake_help help_state(struct arena *a, const struct register_table *t)
{
    const struct procedure *p = t->procedure;
    struct str *choice = ARENA_ARRAY(a, struct str, p->states + 1);
    int way[PROCEDURE_STATES_MAX];
    size_t n = 0, steps;
    for (size_t i = 0; i < p->states; i++)
        if (record_take_way(p, t->opening, (int)i, way, &steps))
            choice[n++] = p->state[i].title.zh;
    return (struct intake_help){K("take.say_state"), choice[0], choice, n};
}

const struct intake_help *register_table_help(struct arena *a, const struct register_table *t,
                                              const struct organ_book *organs)
{
    struct intake_help *help = ARENA_ARRAY(a, struct intake_help, t->offered + 1);
    for (size_t i = 0; i < t->offered; i++)
        if (t->field[i] >= 0)
            help[i] = help_field(a, t->procedure, t->field[i], organs);
    help[t->state] = help_state(a, t);
    help[t->opened] = (struct intake_help){K("take.say_opened"), STR("2026-05-06"), NULL, 0};
    help[t->since] = (struct intake_help){K("take.say_since"), STR("2026-05-08"), NULL, 0};
    help[t->number] = (struct intake_help){K("take.say_number"), STR("督办〔2026〕17号"), NULL, 0};
    return help;
}
