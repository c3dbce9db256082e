#include "shown.h"

#include <inttypes.h>

static const struct str FINANCE[] = {STR_INIT("财政局")};
static const struct str PLANNING[] = {STR_INIT("发改委"), STR_INIT("发展改革委")};
static const struct str HOUSING[] = {STR_INIT("住建局"), STR_INIT("市住房城乡建设局")};
static const struct str LAND[] = {STR_INIT("自规局"), STR_INIT("自然资源和规划局"), STR_INIT("市自然资源局")};
static const struct str TRAFFIC[] = {STR_INIT("交通局"), STR_INIT("市交通局")};
static const struct str DEPUTY[] = {STR_INIT("市委办公室")};
static const struct str GOVERNMENT[] = {STR_INIT("市政府办公室"), STR_INIT("市府办")};
static const struct str SUPERVISION[] = {STR_INIT("督查室")};

#define ORGAN(id, n, s, a)                                                                                   \
    {                                                                                                        \
        (id), STR_INIT(n), STR_INIT(s), (a), COUNT_OF(a)                                                     \
    }
#define PLAIN(id, n, s)                                                                                      \
    {                                                                                                        \
        (id), STR_INIT(n), STR_INIT(s), NULL, 0                                                              \
    }

static const struct paper_name ORGANS[] = {
    PLAIN(1, "云澜市", "云澜市"),
    ORGAN(2, "中共云澜市委办公室", "市委办", DEPUTY),
    ORGAN(3, "云澜市人民政府办公室", "市政府办", GOVERNMENT),
    ORGAN(4, "云澜市发展和改革委员会", "市发改委", PLANNING),
    ORGAN(5, "云澜市财政局", "市财政局", FINANCE),
    ORGAN(6, "云澜市住房和城乡建设局", "市住建局", HOUSING),
    ORGAN(7, "云澜市自然资源和规划局", "市自规局", LAND),
    ORGAN(8, "云澜市交通运输局", "市交通运输局", TRAFFIC),
    PLAIN(9, "云澜市教育局", "市教育局"),
    PLAIN(10, "云澜市卫生健康委员会", "市卫健委"),
    PLAIN(11, "云澜市市场监督管理局", "市市场监管局"),
    PLAIN(12, "云澜市应急管理局", "市应急局"),
    PLAIN(13, "云澜市人力资源和社会保障局", "市人社局"),
    PLAIN(14, "云澜市生态环境局", "市生态环境局"),
    PLAIN(15, "云澜市农业农村局", "市农业农村局"),
    PLAIN(16, "云澜市水利局", "市水利局"),
    PLAIN(17, "云澜市商务局", "市商务局"),
    PLAIN(18, "云澜市城市管理局", "市城管局"),
    PLAIN(19, "青石县", "青石县"),
    PLAIN(20, "白河县", "白河县"),
    PLAIN(21, "东湖区", "东湖区"),
    ORGAN(22, "云澜市人民政府督查室", "市政府督查室", SUPERVISION),
    PLAIN(23, "云澜市公安局", "市公安局"),
    PLAIN(24, "云澜市工业和信息化局", "市工信局"),
    PLAIN(25, "中共云澜市委宣传部", "市委宣传部"),
};

const struct paper_city SHOWN_CITY = {STR_INIT("云澜市"), ORGANS, COUNT_OF(ORGANS), 20250306, NULL};

static struct str short_name(int64_t organ_id)
{
    for (size_t i = 0; i < COUNT_OF(ORGANS); i++)
        if (ORGANS[i].organ_id == organ_id)
            return ORGANS[i].short_name;
    return STR("?");
}

static void show(struct buf *out, const char *name, struct str text)
{
    if (text.n)
        buf_printf(out, "%s: %.*s\n", name, STR_ARG(text));
}

static void show_organ(struct buf *out, const struct paper_organ *o)
{
    buf_put(out, o->said.text);
    if (o->organ_id && !str_eq(short_name(o->organ_id), o->said.text))
        buf_printf(out, " = %.*s", STR_ARG(short_name(o->organ_id)));
    if (o->is_group)
        buf_put(out, STR(" (group)"));
    if (!o->organ_id && !o->is_group)
        buf_put(out, STR(" ?"));
    for (size_t i = 0; i < o->nears; i++)
        buf_printf(out, "%s%.*s", i ? ", " : " near ", STR_ARG(short_name(o->near[i])));
}

static void show_due(struct buf *out, const char *name, const struct paper_due *d)
{
    static const char *const kind[] = {"none", "day", "limit", "at once", "long", "unread"};
    static const char *const unit[] = {"workdays", "days", "months", "years", "open minutes", "minutes"};
    if (d->kind == DUE_NONE)
        return;
    buf_printf(out, "%s: %.*s = %s", name, STR_ARG(d->said.text), kind[d->kind]);
    if (d->kind == DUE_LIMIT)
        buf_printf(out, " %d %s", d->limit.amount, unit[d->limit.unit]);
    if (d->day)
        buf_printf(out, " %" PRId64, d->day);
    buf_put(out, STR("\n"));
}

static void show_decision(struct buf *out, struct str text, const struct decision *d)
{
    static const char *const every[] = {"day", "week", "xun", "month", "quarter", "half", "year", ""};
    buf_printf(out, "- what: %.*s\n", STR_ARG(d->what.text));
    if (d->lead.said.place.n) {
        buf_put(out, STR("  lead: "));
        show_organ(out, &d->lead);
        buf_put(out, STR("\n"));
    }
    for (size_t i = 0; i < d->mays; i++) {
        buf_put(out, STR("  may lead: "));
        show_organ(out, &d->may[i]);
        buf_put(out, STR("\n"));
    }
    for (size_t i = 0; i < d->partners; i++) {
        buf_put(out, STR("  partner: "));
        show_organ(out, &d->partner[i].organ);
        if (d->partner[i].duty.text.n)
            buf_printf(out, " | %.*s", STR_ARG(d->partner[i].duty.text));
        buf_put(out, STR("\n"));
    }
    show_due(out, "  due", &d->due);
    for (size_t i = 0; i < d->steps; i++)
        show_due(out, "  step", &d->step[i]);
    show(out, "  standard", d->standard.text);
    if (d->feedback.place.n)
        buf_printf(out, "  feedback: %.*s%s%s\n", STR_ARG(d->feedback.text),
                   *every[d->every] ? " = every " : "", every[d->every]);
    show(out, "  person", d->person.text);
    if (d->is_at_once || d->is_same_day)
        buf_printf(out, "  mark:%s%s\n", d->is_at_once ? " at once" : "", d->is_same_day ? " same day" : "");
    if (d->places > 1)
        for (size_t i = 0; i < d->places; i++)
            show(out, "  from", str_sub(text, d->place[i].at, d->place[i].n));
}

static void show_question(struct buf *out, const char *indent, struct str text,
                          const struct paper_question *q)
{
    buf_printf(out, "%s? %s", indent, question_text(q->ask) + strlen("paper.ask_"));
    if (q->place.n && q->place.n < 60)
        buf_printf(out, ": %.*s", STR_ARG(str_sub(text, q->place.at, q->place.n)));
    buf_put(out, STR("\n"));
}

void shown_decisions(struct buf *out, struct str text, const struct decisions *d)
{
    for (size_t k = 0; k < d->questions; k++)
        if (d->question[k].decision == PAPER_NONE)
            show_question(out, "", text, &d->question[k]);
    for (size_t i = 0; i < d->n; i++) {
        show_decision(out, text, &d->decision[i]);
        for (size_t k = 0; k < d->questions; k++)
            if (d->question[k].decision == i)
                show_question(out, "  ", text, &d->question[k]);
    }
    for (size_t i = 0; i < d->remarks; i++)
        if (d->remark[i].why != NOT_HEAD)
            buf_printf(out, "no task, %s: %.*s\n", no_task_text(d->remark[i].why) + strlen("paper.not_"),
                       STR_ARG(str_sub(text, d->remark[i].place.at, d->remark[i].place.n)));
}

void shown_minutes(struct buf *out, struct str text, const struct minutes *m)
{
    buf_printf(out, "kind: %s\n", meeting_kind_text(m->kind) + strlen("paper.meeting_"));
    show(out, "name", m->name.text);
    show(out, "number", m->number.text);
    buf_printf(out, "day: %" PRId64 "\n", m->day);
    show(out, "site", m->site.text);
    for (size_t i = 0; i < m->attendees; i++)
        buf_printf(out, "%s: %.*s\n", attendance_text(m->attendee[i].how) + strlen("paper."),
                   STR_ARG(m->attendee[i].said.text));
    for (size_t i = 0; i < m->items; i++)
        buf_printf(out, "item %d %.*s %.*s\n", m->item[i].level, STR_ARG(m->item[i].number.text),
                   STR_ARG(m->item[i].heading.text));
    shown_decisions(out, text, &m->decisions);
}
