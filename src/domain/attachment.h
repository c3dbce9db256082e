/* Attachments (附件、佐证): files that stand behind what was reported. Each is kept once, found again, and
 * safe to show.
 *
 *     prepared   before the writer's turn: what it is by its bytes, and the same without what it says about
 *                people (attach/attach.h); a file that may not come in is refused with its reason
 *     brought    attachment_add inside any act, or act_attachment_bring: the same bytes from the same organ
 * are the attachment that is there already tied       attachment_tie inside the act that makes the event;
 * attachment_untie when the event is revoked
 *
 * What is shown is a blob of the ledger. Where the original says more (the place of a photo, the author of a
 * document), the derivative is the blob and the original lies in the vault (table vault_value, field
 * "original"), under a key of its own; to open it is an act with its reason, and can be made impossible by
 * erasing the value. The name of a file is kept in the entry as it was given: the form says so.
 *
 * A page that has a field of files: web/attach_field.h. */
#ifndef DOMAIN_ATTACHMENT_H
#define DOMAIN_ATTACHMENT_H

#include "base/limits.h"
#include "domain/doors.h"

#define ATTACHMENTS_PER_EVENT 3 /* unless the field says otherwise */
#define ATTACHMENTS_AT_ONCE 8   /* one act names at most so many blobs */
/* Of one submission, which holds them all in memory: twice those that are cleaned. */
#define ATTACHMENTS_BYTES_AT_ONCE (3 * LIMIT_UPLOAD_BYTES)
#define ATTACHMENT_REASON_BYTES 600
#define UPLOAD_KEPT_MS (INT64_C(24) * 3600 * 1000)
#define UPLOADS_MAX 20 /* of one account at a time; the oldest go first */

struct procedure_book;

struct attachment {
    int64_t attachment_id, organ_id, account_id;
    struct str organ_name;       /* as of today */
    struct str name;             /* safe to show and to offer for saving; its ending fits the type */
    struct str type;             /* attach_kind.code: "pdf" */
    int64_t bytes;               /* of the original */
    struct str hash, shown_hash; /* hex; the same when nothing was left out */
    struct str original_commit;  /* n = 0: the original is what is shown */
    int64_t at_ms, seq;
    int64_t ties; /* that hold */
};
/* RC_NOT_FOUND "attachment.no_such". */
enum rc attachment_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t attachment_id,
                        struct attachment *ret, struct err *err) MUST_CHECK;
/* May this person see it, its bytes and where it is used: offices, leaders and the auditor, the organ that
 * brought it, and whoever may see a record to which it is tied (of the first ATTACHMENT_RECORDS_ASKED; not
 * asked when `book` is NULL). */
#define ATTACHMENT_RECORDS_ASKED 20
enum rc attachment_may_see(struct db *db, struct arena *a, struct procedure_book *book,
                           const struct actor *actor, const struct attachment *file, bool *ret,
                           struct err *err) MUST_CHECK;

struct attachment_wish {
    int64_t organ_id;      /* 0: of all organs */
    struct str text;       /* in the name; n = 0: any */
    struct str type;       /* n = 0: any */
    struct str record;     /* the code or number of one to which it is tied; n = 0: any */
    bool is_tied, is_free; /* one of them, or neither: any */
};
struct attachments {
    const struct attachment *file; /* newest first */
    size_t n;
    int64_t total; /* in all */
};
enum rc attachments_load(struct db *db, struct arena *a, int64_t tenant_id,
                         const struct attachment_wish *wish, int64_t skip, int64_t most,
                         struct attachments *ret, struct err *err) MUST_CHECK;

/* Where it stands behind something. */
struct attachment_use {
    int64_t attachment_id, organ_id; /* organ: who brought it */
    struct str organ_name, name;
    int64_t at_ms; /* brought */
    int64_t seq;   /* the entry that brought it */
    int64_t record_id, event_n;
    struct str record_code, field;
    int64_t tied_seq, revoked_seq; /* record_id 0: brought, and tied to nothing; both 0 */
};
struct attachment_uses {
    const struct attachment_use *use;
    size_t n;
};
/* Of one attachment, also ties that were taken back. */
enum rc attachment_uses_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t attachment_id,
                             struct attachment_uses *ret, struct err *err) MUST_CHECK;
/* Of all attachments of a record, by event and field; ties that hold. */
enum rc attachments_of_record(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                              struct attachment_uses *ret, struct err *err) MUST_CHECK;
/* Where else the same original is (同一文件已用于…), oldest first, whoever brought it; without
 * `but_attachment` (0: with all). A remark for whoever attaches and for offices, never an accusation: a
 * document may rightly stand behind several things. `hash`: hex of the original. */
#define ATTACHMENT_SEEN_MAX 50
enum rc attachment_seen(struct db *db, struct arena *a, int64_t tenant_id, struct str hash,
                        int64_t but_attachment, struct attachment_uses *ret, struct err *err) MUST_CHECK;

/* What is shown. RC_NOT_FOUND, RC_DB as ledger_blob_get. */
enum rc attachment_bytes(struct db *db, struct arena *a, const struct ledger *ledger,
                         const struct attachment *file, struct str *ret, struct err *err) MUST_CHECK;
/* The original out of the vault: after act_attachment_unseal, for the one reply that its entry stands for.
 * RC_NOT_FOUND "ledger.vault_erased", RC_INVALID "ledger.vault_damaged". */
enum rc attachment_original(struct db *db, struct arena *a, const struct ledger *ledger,
                            const struct attachment *file, struct str *ret, struct err *err) MUST_CHECK;

/* ---- bringing and tying ---- */

/* A file that may come in. Bytes live as long as those that were given, or in the arena. */
struct attachment_ready {
    struct str name, type;
    struct str shown;    /* the bytes that are shown */
    struct str original; /* n = 0: the same */
    struct str hash;     /* hex, of the original */
    int64_t bytes;       /* of the original */
};
/* Reads, cleans and hashes it: before the act, not in the writer's turn. RC_INVALID "attach.…" (what it is,
 * why it may not come in, what to do; {0} the file's name), RC_TOO_LARGE "attach.too_large". */
enum rc attachment_prepare(struct arena *a, struct str name, struct str bytes, struct attachment_ready *ret,
                           struct err *err) MUST_CHECK;
/* The one that this organ brought before with these bytes; *ret 0: none. */
enum rc attachment_find(struct db *db, struct arena *a, int64_t tenant_id, int64_t organ_id, struct str hash,
                        int64_t *ret, struct err *err) MUST_CHECK;
/* Inside an act: for the actor's organ. */
enum rc attachment_add(struct act *act, const struct attachment_ready *ready, int64_t *ret_attachment_id,
                       struct err *err) MUST_CHECK;
/* Inside an act: it is of the actor's own organ, or the actor sees those of all (RC_DENIED
 * "attachment.not_yours"). Records do it for their fields of files (record_write.c, record_revoke.c).
 * The same tie again is no change; one that was taken back holds again. */
enum rc attachment_tie(struct act *act, int64_t attachment_id, int64_t record_id, int64_t event_n,
                       struct str field, struct err *err) MUST_CHECK;
/* All ties of one event are taken back. Nothing there is no error. */
enum rc attachment_untie(struct act *act, int64_t record_id, int64_t event_n, struct err *err) MUST_CHECK;

/* ---- acts ---- */

struct attachment_bring { /* act_attachment_bring; the answer: the numbers, "12 13", in this order */
    const struct attachment_ready *file;
    size_t n;
    const struct str *upload; /* uploads that became some of them: they go */
    size_t uploads;
};
struct attachment_unseal { /* act_attachment_unseal; the answer: the attachment's number */
    int64_t attachment_id;
    struct str reason; /* RC_INVALID "attachment.reason_missing" */
};

/* ---- a file in pieces ---- */

struct upload {
    struct str upload_id; /* 32 hex digits */
    struct str name;
    int64_t size, have;
};
/* RC_NOT_FOUND "upload.no_such", also for somebody else's and for one of more than a day ago. */
enum rc upload_load(struct db *db, struct arena *a, const struct actor *actor, int64_t now_ms,
                    struct str upload_id, struct upload *ret, struct err *err) MUST_CHECK;
/* RC_CONFLICT "upload.not_whole" ({0} how much is there, {1} of how much). */
enum rc upload_bytes(struct db *db, struct arena *a, const struct ledger *ledger, const struct upload *upload,
                     struct str *ret, struct err *err) MUST_CHECK;
struct upload_open { /* act_upload_open, operational; the answer: the id */
    struct str name;
    int64_t size;
};
struct upload_put { /* act_upload_put, operational; the answer: how much is there now */
    struct str upload_id;
    int64_t from_byte; /* RC_CONFLICT "upload.wrong_place" ({0}: where it goes on) unless it is `have` */
    struct str bytes;
};
struct upload_drop { /* act_upload_drop, operational; nothing there is no error */
    struct str upload_id;
};

#endif
