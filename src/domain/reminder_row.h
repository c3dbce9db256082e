/* Within the room: a row of outbox lines as a reminder. Two statements give the same columns, the one of an
 * account and the one of a message. */
#ifndef DOMAIN_REMINDER_ROW_H
#define DOMAIN_REMINDER_ROW_H

#include "domain/outbox.h"

#define REMINDER_OF(row)                                                                                     \
    (struct reminder)                                                                                        \
    {                                                                                                        \
        .line_id = (row)->line_id, .record_id = (row)->record_id, .due_day = (row)->due_day,                 \
        .told_ms = (row)->told_ms, .kind = (row)->kind, .heading = {(row)->heading_zh, (row)->heading_en},   \
        .key = (row)->text_key, .path = (row)->path,                                                         \
        .arg = {(row)->arg_0, (row)->arg_1, (row)->arg_2, (row)->arg_3}, .is_now = (row)->is_now != 0,       \
        .is_read = (row)->read_ms != 0                                                                       \
    }

#endif
