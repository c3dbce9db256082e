#include "paper/minutes.h"

#include "base/key.h"
#include "paper/instruction.h"
#include "paper/reader.h"

static enum rc look(struct str text, struct problems *problems)
{
    if (str_trim(text).n == 0)
        PROBLEM(problems, 0, 0, "paper.empty")->hint = K("paper.empty_hint");
    else if (text.n > PAPER_BYTES_MAX)
        PROBLEM(problems, 0, 0, "paper.too_long")->hint = K("paper.too_long_hint");
    else
        return RC_OK;
    return RC_INVALID;
}

enum rc minutes_read(struct arena *a, struct str text, const struct paper_city *city, struct minutes *ret,
                     struct problems *problems)
{
    struct reader r;
    struct minutes m = {.kind = MEETING_UNKNOWN};
    if (look(text, problems) != RC_OK)
        return RC_INVALID;
    reader_start(&r, a, text, city);
    body_read(&r, &m);
    head_finish(&r, &m);
    m.attendee = r.attendee;
    m.attendees = r.attendees;
    m.item = r.item_list;
    m.items = r.items;
    m.decisions = reader_finish(&r);
    *ret = m;
    return RC_OK;
}

enum rc instruction_read(struct arena *a, struct str text, const struct paper_city *city,
                         struct decisions *ret, struct problems *problems)
{
    struct reader r;
    if (look(text, problems) != RC_OK)
        return RC_INVALID;
    reader_start(&r, a, text, city);
    body_read(&r, NULL);
    *ret = reader_finish(&r);
    return RC_OK;
}

/* ---- words ---- */

const char *question_text(enum question ask)
{
    static const char *const key[] = {[ASK_LEAD_NONE] = K("paper.ask_lead_none"),
                                      [ASK_LEAD_SEVERAL] = K("paper.ask_lead_several"),
                                      [ASK_LEAD_GROUP] = K("paper.ask_lead_group"),
                                      [ASK_LEAD_CARRIED] = K("paper.ask_lead_carried"),
                                      [ASK_ORGAN] = K("paper.ask_organ"),
                                      [ASK_PARTNER] = K("paper.ask_partner"),
                                      [ASK_DUE_NONE] = K("paper.ask_due_none"),
                                      [ASK_DUE_UNREAD] = K("paper.ask_due_unread"),
                                      [ASK_DUE_UNSURE] = K("paper.ask_due_unsure"),
                                      [ASK_DUE_PASSED] = K("paper.ask_due_passed"),
                                      [ASK_DUE_SEVERAL] = K("paper.ask_due_several"),
                                      [ASK_WHAT_NONE] = K("paper.ask_what_none"),
                                      [ASK_TASK] = K("paper.ask_task"),
                                      [ASK_ROW] = K("paper.ask_row"),
                                      [ASK_KIND] = K("paper.ask_kind"),
                                      [ASK_NUMBER] = K("paper.ask_number"),
                                      [ASK_DAY] = K("paper.ask_day"),
                                      [ASK_DAY_UNSURE] = K("paper.ask_day_unsure")};
    return key[ask];
}

const char *no_task_text(enum no_task why)
{
    static const char *const key[] = {[NOT_OPENING] = K("paper.not_opening"),
                                      [NOT_HEARD] = K("paper.not_heard"),
                                      [NOT_STRESSED] = K("paper.not_stressed"),
                                      [NOT_AGREED] = K("paper.not_agreed"),
                                      [NOT_BACKGROUND] = K("paper.not_background"),
                                      [NOT_COMMON] = K("paper.not_common"),
                                      [NOT_ATTENDANCE] = K("paper.not_attendance"),
                                      [NOT_HEAD] = K("paper.not_head"),
                                      [NOT_FOOT] = K("paper.not_foot")};
    return key[why];
}

const char *meeting_kind_text(enum meeting_kind kind)
{
    static const char *const key[] = {[MEETING_UNKNOWN] = K("paper.meeting_unknown"),
                                      [MEETING_STANDING_COMMITTEE] = K("paper.meeting_standing_committee"),
                                      [MEETING_EXECUTIVE] = K("paper.meeting_executive"),
                                      [MEETING_MAYORS] = K("paper.meeting_mayors"),
                                      [MEETING_PARTY_GROUP] = K("paper.meeting_party_group"),
                                      [MEETING_SPECIAL] = K("paper.meeting_special"),
                                      [MEETING_JOINT] = K("paper.meeting_joint"),
                                      [MEETING_BRIEF] = K("paper.meeting_brief"),
                                      [MEETING_CONSULTATION] = K("paper.meeting_consultation"),
                                      [MEETING_ON_SITE] = K("paper.meeting_on_site"),
                                      [MEETING_PUSH] = K("paper.meeting_push"),
                                      [MEETING_LEADING_GROUP] = K("paper.meeting_leading_group"),
                                      [MEETING_PLENARY] = K("paper.meeting_plenary")};
    return key[kind];
}

const char *attendance_text(enum attendance a)
{
    static const char *const key[] = {
        [ATTENDS] = K("paper.attends"),           [ATTENDS_IN_PART] = K("paper.attends_in_part"),
        [SITS_IN] = K("paper.sits_in"),           [EXCUSED] = K("paper.excused"),
        [KEEPS_RECORD] = K("paper.keeps_record"), [PRESIDES] = K("paper.presides")};
    return key[a];
}
