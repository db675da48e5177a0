# The backend of timing/ that measures NVIDIA GPUs, where a CUDA toolkit is found: to build it takes no GPU.
#
#   scalewall::cuda        timing/cuda*.hpp and, where NCCL is found, timing/nccl.hpp; CUDA's runtime and cuBLASLt
#
# It is built with what embeds or develops scalewall and is not installed: kernels are for the machine that is measured.

if(NOT SCALEWALL_CUDA OR NOT TARGET scalewall::timing)
  return()
endif()

find_package(CUDAToolkit 12.0 QUIET)
if(CUDAToolkit_FOUND)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    # The last one also in the form that later GPUs translate.
    if(CUDAToolkit_VERSION VERSION_LESS 12.8)
      set(CMAKE_CUDA_ARCHITECTURES 80-real 90)
    else()
      set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 100)
    endif()
  endif()
  if(NOT DEFINED ENV{CUDACXX})
    set(ENV{CUDACXX} ${CUDAToolkit_NVCC_EXECUTABLE})  # it need not be in the PATH
  endif()
  include(CheckLanguage)
  check_language(CUDA)
endif()
if(NOT CUDAToolkit_FOUND OR NOT CMAKE_CUDA_COMPILER OR NOT TARGET CUDA::cublasLt)
  message(STATUS "No CUDA toolkit with a compiler and cuBLASLt was found: there is no scalewall::cuda")
  return()
endif()
enable_language(CUDA)

add_library(scalewall_cuda_kernels STATIC include/scalewall/timing/cuda_kernels.cu)
target_include_directories(scalewall_cuda_kernels PRIVATE include)
target_compile_features(scalewall_cuda_kernels PRIVATE cuda_std_17)
set_target_properties(scalewall_cuda_kernels PROPERTIES CUDA_RUNTIME_LIBRARY Shared POSITION_INDEPENDENT_CODE ON)

find_path(SCALEWALL_NCCL_INCLUDE_DIR nccl.h HINTS ${CUDAToolkit_INCLUDE_DIRS})
find_library(SCALEWALL_NCCL_LIBRARY nccl HINTS ${CUDAToolkit_LIBRARY_DIR})
mark_as_advanced(SCALEWALL_NCCL_INCLUDE_DIR SCALEWALL_NCCL_LIBRARY)
if(SCALEWALL_NCCL_INCLUDE_DIR AND SCALEWALL_NCCL_LIBRARY)
  set(with_nccl ON)
else()
  set(with_nccl OFF)
  list(FILTER cuda_headers EXCLUDE REGEX "/nccl[.]hpp$")
  message(STATUS "NCCL was not found: scalewall::cuda measures no transfers between GPUs")
endif()

add_library(scalewall_cuda INTERFACE)
add_library(scalewall::cuda ALIAS scalewall_cuda)
target_sources(scalewall_cuda INTERFACE FILE_SET HEADERS BASE_DIRS include FILES ${cuda_headers})
target_link_libraries(scalewall_cuda INTERFACE scalewall::timing scalewall_cuda_kernels CUDA::cudart CUDA::cublasLt)
set_target_properties(scalewall_cuda PROPERTIES VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
if(with_nccl)
  target_compile_definitions(scalewall_cuda INTERFACE SCALEWALL_NCCL)
  target_include_directories(scalewall_cuda SYSTEM INTERFACE ${SCALEWALL_NCCL_INCLUDE_DIR})
  target_link_libraries(scalewall_cuda INTERFACE ${SCALEWALL_NCCL_LIBRARY})
endif()
message(STATUS "scalewall::cuda is built with CUDA ${CUDAToolkit_VERSION} for ${CMAKE_CUDA_ARCHITECTURES}")
