/* What a file is, told by its bytes and never by its name, and what of it is shown.
 *
 * PDF and OFD are shown as they came: they are sealed and signed, and a changed byte would break that. So are
 * texts. A JPEG keeps its picture byte for byte, its colours and which way up it is; everything else that
 * cameras and editors write into it goes (place, time, device, thumbnails, comments). A PNG keeps the chunks
 * that make the picture. Of an office document the properties (author, company, whoever saved it last) become
 * empty, and the pictures in it are cleaned as pictures are; names in comments and tracked changes are part
 * of the text and stay.
 *
 * What could be read as two kinds at once, is cut off, locked, carries macros or unpacks to more than a
 * document has is refused. Nothing is decoded, and the work is linear in the file's length. */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H

#include "base/arena.h"
#include "base/err.h"

struct attach_kind {
    struct str code; /* "pdf": in tables and addresses */
    struct str mime;
    struct str endings; /* of names, separated by spaces; the first is put where none of them stands */
    const char *text;   /* key: PDF 文档 */
};
extern const struct attach_kind ATTACH_KINDS[];
extern const size_t ATTACH_KINDS_COUNT;
const struct attach_kind *attach_kind_find(struct str code); /* NULL: none */

struct attach_read {
    const struct attach_kind *kind;
    struct str shown; /* the bytes given when nothing had to go, else in the arena */
    bool is_cleaned;  /* shown is not what came */
};
/* `bytes` must outlive *ret. RC_INVALID or RC_TOO_LARGE with "attach.…" and a hint: what it is, and what to
 * do instead; {0} is left free for the file's name. */
enum rc attach_read(struct arena *a, struct str bytes, struct attach_read *ret, struct err *err) MUST_CHECK;

#define ATTACH_NAME_BYTES_MAX 150
/* The name as it was given, as one may show it and offer it for saving: without folders, without what is not
 * seen or turns the direction of writing, not too long, never empty, and with an ending that fits the kind.
 */
struct str attach_name(struct arena *a, struct str given, const struct attach_kind *kind);

#endif
