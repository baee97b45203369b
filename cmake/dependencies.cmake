# Every library the product links, from Debian's packages. A module names what it uses with LINKS.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url json)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)

foreach(package IN ITEMS libpq libsodium libcurl tomlplusplus libbrotlienc icu-uc icu-i18n hiredis libcbor libpng libqrencode liboath libmaxminddb)
  string(MAKE_C_IDENTIFIER ${package} id)
  pkg_check_modules(${id} REQUIRED IMPORTED_TARGET GLOBAL ${package})
endforeach()

# Tests only: judges whether the product judges right.
if(GH_BUILD_TESTS)
  pkg_check_modules(libfido2 REQUIRED IMPORTED_TARGET GLOBAL libfido2)
  find_library(GH_NATS nats REQUIRED)
  pkg_check_modules(zxing REQUIRED IMPORTED_TARGET GLOBAL zxing)
endif()

find_library(GH_ZXCVBN zxcvbn REQUIRED)
find_library(GH_PROMETHEUS_CORE prometheus-cpp-core REQUIRED)
