/* Reads the sentences of a holiday notice as an office pastes them: “10月1日至7日放假调休，共7天。9月29日
 * （星期日）、10月12日（星期六）上班。” A weekday that the sentence gives and the date does not have, a count
 * (共7天) that does not agree, a day said twice: each is a problem with its line and column, because a notice
 * that is read wrongly makes every deadline of a year wrong. */
#ifndef CALENDAR_NOTICE_TEXT_H
#define CALENDAR_NOTICE_TEXT_H

#include "calendar/notice.h"

/* One sentence or paragraph (what stands after “一、元旦：”), in the year of the notice. Writes at most
 * `room` days to `out` and returns how many; dates without a year are those of `year`, except December days
 * that lead into 1 January. `line` is where the text stands, for the problems. */
size_t notice_sentence(struct str text, int year, struct str name, int line, struct notice_day *out,
                       size_t room, struct problems *problems);
/* A whole notice: number (国办发明电〔2025〕7号), title, date, and the numbered items. What it does not find
 * is taken from the wish. RC_INVALID with problems. */
enum rc notice_text_read(struct arena *a, struct str text, const struct notice_wish *wish, struct notice *ret,
                         struct problems *problems) MUST_CHECK;

#endif
