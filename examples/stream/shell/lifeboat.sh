# Lifeboat's children in shell: source this, define a function for each class, and call `run`.
#
# The function reads the line about its job in $line; $args has what stands between the brackets of its arguments, as far
# as the first closing one. It returns 0 for success and 75 for later; anything else is a failure, with what it wrote to
# standard error as the message.

# A text as JSON has it.
quoted() {
  printf '%s' "$1" | tr '\000-\010\013-\037' '?' | sed 's/\\/\\\\/g; s/"/\\"/g; s/	/\\t/g' |
    awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
}

# Works until standard input ends. Whatever a job prints goes to standard error: the log.
run() {
  exec 3>&1 1>&2
  while IFS= read -r line; do
    case $line in
      '{"ping":'*)
        number=${line#*:}
        printf '{"pong":%s}\n' "${number%\}}" >&3
        continue
        ;;
    esac
    id=${line#'{"id":'} && id=${id%%,*}
    class=${line#*'"class":"'} && class=${class%%'"'*}
    args=${line#*'"args":['} && args=${args%%]*}
    message=$("$class" 2>&1 </dev/null 3>&-)
    status=$?
    [ -z "$message" ] || printf '%s\n' "$message"
    case $status in
      0) printf '{"id":%s,"ok":true}\n' "$id" >&3 ;;
      75) printf '{"id":%s,"snooze":true}\n' "$id" >&3 ;;
      *) printf '{"id":%s,"error":"%s"}\n' "$id" "$(quoted "${message:-status $status}")" >&3 ;;
    esac
  done
}
