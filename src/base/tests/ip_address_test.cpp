#include <gatehouse/base/ip_address.hpp>

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(IpAddress, ReadsMappedAddressesAsIpv4) {
  EXPECT_EQ(IpAddress::parse("::ffff:10.1.2.3"), IpAddress::parse("10.1.2.3"));
  EXPECT_EQ(IpAddress::parse("2001:DB8::1")->text(), "2001:db8::1");
  for (const auto* bad : {"", "1.2.3", "1.2.3.4:80", "[::1]", "fe80::1%eth0", "1.2.3.256"}) {
    EXPECT_FALSE(IpAddress::parse(bad)) << bad;
  }
}

TEST(IpAddress, KnowsWhatIsNotPublic) {
  for (const auto* text :
       {"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.1.1", "::1", "fe80::1", "fd00::1",
        "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "0.0.0.0"}) {
    EXPECT_TRUE(IpAddress::parse(text)->is_special_purpose()) << text;
  }
  EXPECT_FALSE(IpAddress::parse("8.8.8.8")->is_special_purpose());
  EXPECT_FALSE(IpAddress::parse("2606:4700::1111")->is_special_purpose());
}

TEST(IpNetwork, ContainsByPrefix) {
  const auto network = *IpNetwork::parse("192.168.4.0/22");
  EXPECT_TRUE(network.contains(*IpAddress::parse("192.168.7.255")));
  EXPECT_FALSE(network.contains(*IpAddress::parse("192.168.8.0")));
  EXPECT_FALSE(IpNetwork::parse("192.168.4.1/22")) << "host bits";
  EXPECT_FALSE(IpNetwork::parse("10.0.0.0/33"));
  EXPECT_EQ(IpNetwork::around(*IpAddress::parse("203.0.113.77")).text(), "203.0.113.0/24");
}

}  // namespace
}  // namespace gatehouse
