// The C door to zlib. Its macros for starting a stream call plain functions, which Swift calls by itself.
#include <zlib.h>
