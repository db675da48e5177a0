# Checks that every header under INCLUDE includes only what its room may see. A room is a header or a folder.

cmake_minimum_required(VERSION 3.25)

# Every room sees these, and they see one another.
set(foundations version error fixed_list fitted_constant math count hash quoted_text named_choice)

# Top to bottom: a room sees itself and the rooms above it; where 'only' stands, only those named. Families of models are
# published models that laws of scaling grow, and are seen by these: a room of one header.
set(rooms
  "quantities"
  "work             only quantities"
  "hardware"
  "model            only quantities"
  "parallel"
  "framework        only quantities work hardware model parallel"
  "cost"
  "estimate"
  "scaling          only quantities model model/model_family"
  "search"
  "hardware/catalog only quantities hardware"
  "model/catalog    only quantities model"
  "model/model_family only quantities model scaling model/catalog"
  "framework/catalog only quantities work hardware model parallel framework"
  "scalewall"
  "sweep"
  "analysis"
  "report"
  "formats          only quantities hardware model parallel framework report hardware/catalog model/catalog"
  "runs             only quantities hardware model parallel work framework cost estimate search report formats hardware/catalog model/catalog framework/catalog"
  "grid"
  "timing           only quantities hardware work cost report"
  "calibration      only quantities hardware model parallel work framework cost estimate report formats runs hardware/catalog framework/catalog timing")

# No other library but the standard one is included.
set(libraries
  "boost/units      only quantities"
  "range            only sweep report"
  "nlohmann         only report formats grid timing calibration"
  "yaml-cpp         only formats"
  "toml++           only formats"
  "unistd           only timing"
  "sys              only timing"
  "cblas            only timing"
  "mpi              only timing"
  "cminpack         only calibration"
  "cuda             only timing"
  "library_types    only timing"
  "cublasLt         only timing"
  "nccl             only timing")

foreach(room IN LISTS foundations)
  set(${room}_sees ${foundations})
endforeach()
foreach(row IN LISTS rooms)
  string(REGEX MATCHALL "[^ ]+" words ${row})
  list(POP_FRONT words room only)
  if(NOT only)
    set(words ${above})
  endif()
  set(${room}_sees ${foundations} ${room} ${words})
  list(APPEND above ${room})
endforeach()
foreach(row IN LISTS libraries)
  string(REGEX MATCHALL "[^ ]+" words ${row})
  list(POP_FRONT words library only)
  foreach(room IN LISTS words)
    list(APPEND ${room}_sees ${library})
  endforeach()
endforeach()

file(GLOB_RECURSE headers RELATIVE ${INCLUDE}/scalewall ${INCLUDE}/scalewall/*)
if(NOT headers)
  message(FATAL_ERROR "there is no header under ${INCLUDE}/scalewall")
endif()

set(room_of_path "^(hardware/catalog|model/catalog|model/model_family|[^/.]+)")
foreach(header IN LISTS headers)
  string(REGEX MATCH ${room_of_path} room ${header})
  if(NOT DEFINED ${room}_sees)
    message(SEND_ERROR "${header}: the room '${room}' is unknown")
  endif()
  file(STRINGS ${INCLUDE}/scalewall/${header} lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "<scalewall/(.+)>")
      string(REGEX MATCH ${room_of_path} seen ${CMAKE_MATCH_1})
    elseif(line MATCHES "<[a-z_]+>")
      continue()
    elseif(line MATCHES "<(boost/[^/.]+|cuda|[^/.]+)")
      set(seen ${CMAKE_MATCH_1})
    else()
      message(SEND_ERROR "${header}: '${line}' does not name the header in angle brackets")
      continue()
    endif()
    if(NOT seen IN_LIST ${room}_sees)
      message(SEND_ERROR "${header}: '${room}' may not include '${seen}': ${line}")
    endif()
  endforeach()
endforeach()
