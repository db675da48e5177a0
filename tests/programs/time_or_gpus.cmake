# Clusters of every size and the fronts among them, with energy and cost where they are known.

set(program time_or_gpus)
set(svg "3c3f786d6c")  # <?xml
set(png "89504e470d0a1a0a")
find_program(gnuplot gnuplot)

scalewall_test_program(every_size PROGRAM ${program} ARGUMENTS --width 12288
  OUTPUT "^192 layers of 12,288 x 49,152 [^\n]*,\non H100 SXM\n"
    "GPUs +time +utilization +tokens/s/GPU +bound by +time/GPUs +utilization/GPUs\n"
    "\n +64 +4\\.63 years +69\\.8% +496 +arithmetic +front *\n" "\n +65,536 +2\\.02 days +57% +405 +arithmetic +front +front\n"
    "\n2,097,152 +11\\.2 h +7\\.7% +54\\.7 +tensor communication +front +front\n\nBeyond 2,097,152 GPUs none [^\n]* the best\\.\n$")
scalewall_test_program(racks PROGRAM ${program} ARGUMENTS --width 12288 --gpu GB200
  OUTPUT "\n +72 " "\n +576 +2\\.58 months " "\n +4,608 ")
scalewall_test_program(parts_of_racks PROGRAM ${program} ARGUMENTS --width 32768 --gpu GB200 --format csv
  OUTPUT "\n147456,found,GB200,72,")
scalewall_test_program(energy_and_cost PROGRAM ${program} ARGUMENTS --width 12288 --gpu "V100 SXM" --watts 500
    --dollars-per-hour 0.5
  OUTPUT "GPUs +time +utilization +tokens/s/GPU +energy +cost +bound by +time/GPUs +time/energy +time/cost +utilization/GPUs\n"
    "\n +8,192 +[0-9.]+ months +89\\.5% +80\\.7 +[0-9.]+ GWh +[0-9.]+ M dollars +arithmetic +front")
# 3,072 GPUs are no power of two; 8 are too few; 2,048 are asked for twice.
scalewall_test_program(chosen_sizes PROGRAM ${program} LINES 4
  ARGUMENTS --width 12288 --gpus 3072 --gpus 2048 --gpus 8 --gpus 2048 --format csv --watts 700
  OUTPUT "^gpus_asked,answer,gpu,[^\n]*,bound_by,energy_j,on_time_gpus_front,on_time_energy_front,on_utilization_gpus_front\n"
    "\n8,no plan fits in the memory of the accelerators: each needs 465 GB at least and has 80 GB,H100 SXM,8,192,"
    "\n2048,found,H100 SXM,8,192,12288,[^\n]*,2048,[^\n]*,4562138\\.10[^\n]*,65402811889[0-9.]*,1,0,0\n"
    "\n3072,found,H100 SXM,8,192,12288,[^\n]*,3072,[^\n]*,1,1,1\n$")
# A question that is asked gets a row.
scalewall_test_program(rows_with_a_reason PROGRAM ${program} ARGUMENTS --width 12288 --gpus 8192 --gpus 10000 --gpus 10240
  OUTPUT "\n +8,192 +13\\.3 days " "\n10,000 +no plan divides the model and the batch over the accelerators"
    "\n10,240 +no plan divides the model and the batch over the accelerators")
# 4,096 GPUs are used better than 3,584; 2^47 take longer than 2^46.
scalewall_test_program(better_used PROGRAM ${program} ARGUMENTS --width 12288 --gpus 3584 --gpus 4096 --format json
  JSON "gpu=H100 SXM" wanted/model/layers=192 clusters/0/gpus=3584 clusters/0/on_time_gpus_front=ON
    clusters/0/on_utilization_gpus_front=OFF clusters/1/on_utilization_gpus_front=ON clusters/1/run/step/plan/pp=64)
scalewall_test_program(too_large PROGRAM ${program} ARGUMENTS --width 12288 --rules reference --gpus 70368744177664 --gpus 140737488355328
    --format json --dollars-per-hour 2.5
  JSON gpu_dollars_per_hour=2\\.5 clusters/0/on_time_gpus_front=ON clusters/0/on_time_cost_front=ON
    clusters/1/gpus=140737488355328 clusters/1/on_time_gpus_front=OFF clusters/1/on_time_cost_front=OFF
    clusters/1/cost_dollars=[0-9.e+]+)
scalewall_test_program(sparse PROGRAM ${program} ARGUMENTS --width 12288 --sparse --format csv
  OUTPUT ",found,H100 SXM,8,192,12288,49152,8,")
scalewall_test_program(help PROGRAM ${program} ARGUMENTS --help OUTPUT "--watts X" "--dollars-per-hour X" "--plot FILE")

if(gnuplot)
  scalewall_test_program(fronts PROGRAM ${program}
    ARGUMENTS --width 12288 --watts 700 --dollars-per-hour 2 --plot ${CMAKE_CURRENT_BINARY_DIR}/fronts.svg
    OUTPUT "The plot is in [^\n]*/fronts\\.svg\\.\n$" FILES ${CMAKE_CURRENT_BINARY_DIR}/fronts.svg=${svg}
    DRAWN "${CMAKE_CURRENT_BINARY_DIR}/fronts.svg=<title>Time or GPUs[?] 192 layers [^<]*, on H100 SXM\\. Beyond 2,097,152 GPUs "
      "${CMAKE_CURRENT_BINARY_DIR}/fronts.svg=Time over cost: Time \\(days\\) over Cost \\(million dollars\\)")
  scalewall_test_program(one_point PROGRAM ${program} LINES 2
    ARGUMENTS --width 12288 --gpus 2048 --format csv --plot ${CMAKE_CURRENT_BINARY_DIR}/fronts.png
    FILES ${CMAKE_CURRENT_BINARY_DIR}/fronts.png=${png})
endif()

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_model "a model is given by --width, or by --layers and --d-model")
refuse(no_plan "no cluster has a plan, no plan of 192 layers .*, fits: each of 7 GPUs needs 1\\.34 TB at least and has 80 GB"
  --width 12288 --gpus 7)
refuse(no_plans "no cluster has a plan, no plan of 192 layers .* each of 7 GPUs needs .*, no plan of 192 layers .* each of 8 GPUs needs .*"
  --width 12288 --gpus 7 --gpus 8)
refuse(half_a_gpu "--gpus is a whole number from 1 .*, not '0.5'" --width 12288 --gpus 8 --gpus 0.5)
foreach(power 0 -700 inf nan 700W)
  refuse(watts_${power} "--watts is a positive, finite number, not '${power}'" --width 12288 --watts ${power})
endforeach()
refuse(no_price "--dollars-per-hour is a positive, finite number, not 'free'" --width 12288 --dollars-per-hour free)
refuse(power_of_a_star "the energy of a run is finite" --width 12288 --watts 1e305)
refuse(plot_of_no_kind "the name of a plot ends in \\.svg or \\.png, not as in 'fronts'" --width 12288 --plot fronts)
