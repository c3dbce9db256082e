/* Inside the room: regular expressions as XPath 3.1 has them (XPath and XQuery Functions and
 * Operators 3.1, 5.6; XML Schema 1.1 part 2, appendix G), rewritten for PCRE2. What PCRE2 knows and XPath
 * does not (look-around, atomic groups, named groups, \b, callouts, options in the pattern) is refused here,
 * so a rule means the same in every engine that keeps to the standard. */
#ifndef FEEL_PATTERN_H
#define FEEL_PATTERN_H

#include "base/buf.h"

#define PATTERN_BYTES_MAX (4 * 1024) /* what PCRE2 has room for, with a callout before each character */
#define PATTERN_GROUPS_MAX 99        /* capturing ones */
#define PATTERN_DEPTH_MAX 100        /* of groups, and of classes in classes */

struct pattern_flags {
    bool s; /* . is any character; else neither line feed nor carriage return */
    bool m; /* ^ and $ at lines; else at the ends of the text alone */
    bool i; /* any case */
    bool x; /* white space in the pattern means nothing, except in [ ] */
    bool q; /* the pattern is a text, not a pattern */
};

/* The letters s m i x q, in any order; false: another one. */
bool pattern_flags_read(struct str s, struct pattern_flags *ret) MUST_CHECK;
/* Writes the pattern for PCRE2 with UTF and, as the flags say, DOTALL, MULTILINE (newline is LF) and
 * CASELESS. *ret_groups: how many groups capture. False: it is none that XPath allows. */
bool pattern_rewrite(struct str pattern, struct pattern_flags flags, struct buf *out,
                     int *ret_groups) MUST_CHECK;

/* From and to, both in it. */
struct char_range {
    uint32_t from, to;
};
bool pattern_block(struct str name,
                   struct char_range *ret) MUST_CHECK; /* BasicLatin, CJKUnifiedIdeographs … */
/* Ascending. What may begin a name of XML (\i), and what may stand in one (\c). */
extern const struct char_range PATTERN_NAME_START[], PATTERN_NAME[];
extern const size_t PATTERN_NAME_START_N, PATTERN_NAME_N;

#endif
