/* The one spelling of a text: Unicode's normal form C, so that a name that was typed and the same name out of
 * another maker's spreadsheet are the same bytes. */
#ifndef TEXT_NFC_H
#define TEXT_NFC_H

#include "base/arena.h"

/* In the arena when it changes, else s itself. s is clean UTF-8 (base/utf8.h). */
struct str text_nfc(struct arena *a, struct str s);

#endif
