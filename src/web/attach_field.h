/* A field of files in a form, for handlers:
 *
 *     page     {% widget files("evidence", t record.evidence, t …hint, evidence) %} in a form with
 *              enctype="multipart/form-data"; the view has a struct files_field
 *     GET      rc = files_field_load(d, STR("evidence"), most, NULL, &v.evidence, err);
 *     POST     struct files_taken taken;
 *              rc = attachment_take(d, STR("evidence"), most, &taken, &errors, err);
 *              then the act, whose input names taken.id and which ties them (attachment_tie)
 *              …or, when anything is wrong, the form again with files_field_load(d, …, &taken, …)
 *
 * What a person gave becomes attachments at once, before the act: so a form that comes back with a fault has
 * them chosen, and nothing is sent twice. Those that were brought before are found by their bytes. */
#ifndef WEB_ATTACH_FIELD_H
#define WEB_ATTACH_FIELD_H

#include "domain/attachment.h"
#include "web/page.h"

#define FILES_EARLIER_SHOWN 30

struct files_taken {
    int64_t id[ATTACHMENTS_AT_ONCE];
    size_t n;
};
/* New files, uploads and chosen earlier ones of the field. *ret is written in any case. RC_INVALID: errors
 * under the field were added to *errors (and the reply is 422); other errors are not the form's. No file at
 * all is RC_OK with n = 0: whether one is wanted is the handler's to say. */
enum rc attachment_take(struct door *d, struct str field, size_t most, struct files_taken *ret,
                        struct web_errors *errors, struct err *err) MUST_CHECK;
/* `chosen` NULL: none yet. */
enum rc files_field_load(struct door *d, size_t most, const struct files_taken *chosen,
                         struct files_field *ret, struct err *err) MUST_CHECK;

/* 督2026-0147, or 事项 12 while it has no code. */
struct str web_file_record(struct door *d, const struct attachment_use *use);
/* /files/12/NAME */
struct str web_file_url(struct door *d, const struct attachment *file);
/* "1.2 MB" */
struct str web_file_size(struct door *d, int64_t bytes);
/* 同一文件已用于：督2026-0147（市住建局 2026-11-20）…, or who else brought it; n = 0: nobody. */
enum rc web_file_remark(struct door *d, const struct attachment *file, struct str *ret,
                        struct err *err) MUST_CHECK;

#endif
