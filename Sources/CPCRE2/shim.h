// The C door to PCRE2, for text in bytes. Its functions are plain ones, named for the width of a code unit.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
