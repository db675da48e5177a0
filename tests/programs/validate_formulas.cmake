# The formulas against recordings, good ones and damaged ones.

set(program validate_formulas)
set(recorded ${CMAKE_CURRENT_BINARY_DIR}/formula)

scalewall_test_program(table PROGRAM ${program} ARGUMENTS --replay ${recorded}
  OUTPUT "a formula: [0-9,]+ measurements\\. Errors: signed median" "The calibrated formula, by what it says that bounds"
    "bf16, below 1 GFLOP +held out +matmul latency" "Its worst ten:"
    "copy, l2 +held out +[0-9]+ +-30\\.4%[^\n]* +0%")
scalewall_test_program(csv PROGRAM ${program} ARGUMENTS --replay ${recorded} --format csv
  OUTPUT "^formula,subject,probe,held_out,measured_s,predicted_s,error,bound_by\n"
    "\ncalibrated,\"bf16, of at least 1 GFLOP\",a multiplication of a [0-9]+ x [0-9]+ weight")
scalewall_test_program(large PROGRAM ${program} ARGUMENTS --replay ${recorded} --large 1e7
  OUTPUT "bf16, of at least 10 MFLOP +held out")
find_program(gnuplot gnuplot)
if(gnuplot)
  scalewall_test_program(plot PROGRAM ${program} ARGUMENTS --replay ${recorded} --plot ${CMAKE_CURRENT_BINARY_DIR}/v.svg
    OUTPUT "The plot is in [^\n]*/v\\.svg\\." FILES ${CMAKE_CURRENT_BINARY_DIR}/v.svg=3c3f786d6c)
  set(drawn plot)
endif()
foreach(test table csv large ${drawn})
  set_tests_properties(programs.${program}.${test} PROPERTIES FIXTURES_REQUIRED formula_recording)
endforeach()

# Recordings that are written here: a folder each.
string(CONCAT columns "probe,variant,format,rows,columns,tokens,participants,nodes,bytes,"
  "median_s,lower_quartile_s,upper_quartile_s,samples,library,source\n")
function(record folder file content)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${folder}/${file} "${content}")
endfunction()
set(catalog "{\"name\": \"one of many\", \"catalog\": \"A100 SXM\"}\n")
set(good "matmul,activation,bf16,4096,4096,4096,,,,6e-4,5.9e-4,6.1e-4,25,,\n")
set(others "matmul,activation,bf16,8192,1024,2048,,,,2e-4,1.9e-4,2.1e-4,25,,\nlaunch,dependent,,,,,,,,5e-6,5e-6,5e-6,25,,\n")
record(damaged machine.json "${catalog}")
record(damaged matmul.csv "${columns}${good}matmul,activation,bf16,0,1,1,,,,1,1,1,1,,\nmatmul\n${others}")
record(damaged transfer.csv "${columns}transfer,all-reduce,,,,,8,1,1e6,5e-5,5e-5,5e-5,25,,\ntransfer,gossip,,,,,8,1,1,1,1,1,1,,\n")
scalewall_test_program(damaged_rows PROGRAM ${program} ARGUMENTS --replay ${CMAKE_CURRENT_BINARY_DIR}/damaged
  OUTPUT "one of many: 4 measurements" "all-reduce, in a node" "catalog: signed"
  ERRORS
    "${program}: '[^\n]*/damaged/matmul\\.csv', line 3: the sizes of a matrix multiplication are positive .*"
    "${program}: '[^\n]*/damaged/matmul\\.csv', line 4: a row has a field for every column .*"
    "${program}: '[^\n]*/damaged/transfer\\.csv', line 3, column variant, value \"gossip\": it is one of all-reduce, .*")

record(unnamed matmul.csv "${columns}${good}${others}")
scalewall_test_program(named_by_option PROGRAM ${program}
  ARGUMENTS --replay ${CMAKE_CURRENT_BINARY_DIR}/unnamed --gpu "H100 SXM" --format json JSON rows=3)

record(transfers machine.json "${catalog}")
record(transfers transfer.csv "${columns}transfer,all-reduce,,,,,8,1,1e6,5e-5,5e-5,5e-5,25,,\n")
scalewall_test_program(nothing_but_transfers PROGRAM ${program} ARGUMENTS --replay ${CMAKE_CURRENT_BINARY_DIR}/transfers
  OUTPUT "one of many: 1 measurement\\." "all-reduce, in a node")

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_folder "'nowhere' is no folder" --replay nowhere)
refuse(no_machine "'[^\n]*/unnamed' has no machine\\.json: --gpu names the machine of the catalog"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/unnamed)
refuse(unknown_gpu "no GPU is called 'H1000'. the known ones are .*"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/unnamed --gpu H1000)
record(empty machine.json "${catalog}")
refuse(no_rows "'[^\n]*/empty' has no measurement that can be read" --replay ${CMAKE_CURRENT_BINARY_DIR}/empty)
record(header_only machine.json "${catalog}")
record(header_only measurements.csv "${columns}")
refuse(columns_and_no_rows "'[^\n]*/header_only' has no measurement that can be read. '[^\n]*/measurements\\.csv', which has no rows .*"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/header_only)
record(no_json machine.json "{")
record(no_json measurements.csv "${columns}${good}")
refuse(broken_json "'[^\n]*/no_json/machine\\.json': line 1, column 2: this is not JSON: .*" --replay ${CMAKE_CURRENT_BINARY_DIR}/no_json)
record(no_csv machine.json "${catalog}")
record(no_csv measurements.csv "")
scalewall_test_program(empty_file PROGRAM ${program} ARGUMENTS --replay ${CMAKE_CURRENT_BINARY_DIR}/no_csv STATUS 1
  LINES 0 ERRORS "${program}: '[^\n]*/no_csv' has no measurement that can be read, '[^\n]*/no_csv/measurements\\.csv', line 1: .*")
record(semicolons machine.json "${catalog}")
record(semicolons measurements.csv "probe\;variant\n")
refuse(semicolons "'[^\n]*/semicolons' has no measurement that can be read. '[^\n]*', line 1: the fields .*, and here by semicolons"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/semicolons)
record(other_columns machine.json "${catalog}")
record(other_columns measurements.csv "gpu,time\nH100,3\nH100,4\n")
refuse(other_columns "'[^\n]*/other_columns' has no measurement that can be read. '[^\n]*', line 1: names of columns are expected .*"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/other_columns)
refuse(file_instead_of_folder "'[^\n]*' is a file, and a recording is a folder"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/no_csv/machine.json)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/folder_inside/machine.json)
refuse(folder_instead_of_machine "'[^\n]*/folder_inside/machine\\.json' is a folder, not a file"
  --replay ${CMAKE_CURRENT_BINARY_DIR}/folder_inside)
refuse(plot_of_no_kind "the name of a plot ends in \\.svg or \\.png, not as in 'v\\.pdf'" --plot v.pdf)
refuse(unknown_format "no format is called 'cvs'. the known ones are csv, .*" --format cvs)
refuse(large_is_a_word "--large is a positive, finite number, not 'huge'" --large huge)
